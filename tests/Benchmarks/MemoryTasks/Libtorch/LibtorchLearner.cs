using ContextMemory.MLNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;

/// <summary>Trains a network with the schedule, the clipping and the choice of the best epoch that our trainer has.</summary>
internal sealed class LibtorchLearner(string name, TaskSettings settings) : ITaskLearner
{
    private const double WarmupShare = 0.05;
    private const double WeightDecay = 0.01;
    private const double GradientNorm = 1;

    // Batches whose documents are sorted by length before they are cut: padding costs time.
    private const int BatchesSorted = 32;

    public string Name => $"libtorch {name}";

    public int LongestDocument => name == "lstm" ? LstmNet.Longest : TransformerNet.Longest;

    public ITaskModel Train(MemoryTask task, IReadOnlyList<TaskDocument> training, IReadOnlyList<TaskDocument> validation)
    {
        manual_seed(settings.Seed);
        DocumentNet net = Create(task);
        var model = new LibtorchModel(net);
        using optim.Optimizer optimizer = optim.AdamW(net.parameters(), settings.LearningRate, weight_decay: WeightDecay);
        int batches = (training.Count + settings.BatchSize - 1) / settings.BatchSize;
        int steps = settings.Epochs * batches;
        int step = 0;
        int mostRight = -1;
        byte[] best = [];
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            net.train();
            foreach (TaskDocument[] documents in Batches(training, epoch))
            {
                SetRate(optimizer, ++step, steps);
                Step(net, optimizer, documents);
            }

            int right = model.Classify(validation).Zip(validation).Count(pair => pair.First == pair.Second.Label);
            if (right > mostRight)
            {
                mostRight = right;
                best = Save(net);
            }
        }

        using var saved = new MemoryStream(best);
        net.load(saved);
        return model;
    }

    private DocumentNet Create(MemoryTask task) => name == "lstm"
        ? new LstmNet(task.WordCount, settings.HiddenSize, settings.Layers, task.Classes, settings.Pooling)
        : new TransformerNet(task.WordCount, settings.HiddenSize, settings.Layers, task.Classes, settings.Pooling);

    private static void Step(DocumentNet net, optim.Optimizer optimizer, TaskDocument[] documents)
    {
        using DisposeScope scope = NewDisposeScope();
        using var batch = new PaddedBatch(documents);
        optimizer.zero_grad();
        nn.functional.cross_entropy(net.forward(batch), batch.Labels).backward();
        nn.utils.clip_grad_norm_(net.parameters(), GradientNorm);
        optimizer.step();
    }

    private void SetRate(optim.Optimizer optimizer, int step, int steps)
    {
        double warmup = Math.Max(1, WarmupShare * steps);
        double share = step < warmup ? step / warmup : (steps - step) / (steps - warmup);
        foreach (optim.ILearningRateController group in optimizer.ParamGroups)
        {
            group.LearningRate = share * settings.LearningRate;
        }
    }

    /// <summary>The batches of an epoch, each of documents of about one length.</summary>
    private IEnumerable<TaskDocument[]> Batches(IReadOnlyList<TaskDocument> documents, int epoch)
    {
        var random = new RandomStream((ulong)settings.Seed, (ulong)epoch);
        TaskDocument[] order = [.. documents];
        random.Shuffle<TaskDocument>(order);
        TaskDocument[][] batches =
        [
            .. order.Chunk(BatchesSorted * settings.BatchSize)
                .SelectMany(some => some.OrderBy(document => document.Words.Length).Chunk(settings.BatchSize)),
        ];
        random.Shuffle<TaskDocument[]>(batches);
        return batches;
    }

    private static byte[] Save(DocumentNet net)
    {
        using var stream = new MemoryStream();
        net.save(stream);
        return stream.ToArray();
    }
}
