using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Losses;
using ContextMemory.MLNet.Torch.Networks;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>That of a classifier: each member learns as if it were alone; what is reported is their mean.</summary>
internal sealed class ClassificationGradient : TaskGradient
{
    private readonly Pass _pass;
    private readonly NetworkSpec _network;
    private readonly DocumentReader[] _readers;

    public ClassificationGradient(Pass pass, NetworkSpec network)
    {
        _pass = pass;
        _network = network;
        _readers = [.. network.Members.Select(member => new DocumentReader(pass, member))];
    }

    public override double Learn(ExampleBatch batch, double scale)
    {
        var documents = (ClassificationBatch)batch;
        double epsilon = _network.Loss.AdversarialEpsilon;
        double loss = 0;
        for (int member = 0; member < _readers.Length; member++)
        {
            loss += epsilon > 0 ? LearnTwice(documents, member, scale, epsilon) : LearnOnce(documents, member, scale);
        }

        return loss / _readers.Length;
    }

    public override void Dispose()
    {
        foreach (DocumentReader reader in _readers)
        {
            reader.Dispose();
        }
    }

    /// <summary>Half of the gradient is that of the documents as they are, and so is the loss.</summary>
    private double LearnTwice(ClassificationBatch batch, int member, double scale, double epsilon)
    {
        using var perturbation = new Perturbation(epsilon);
        _pass.Perturbation = perturbation;
        double loss = LearnOnce(batch, member, scale / 2);
        LearnOnce(batch, member, scale / 2);
        _pass.Perturbation = null;
        return loss;
    }

    private double LearnOnce(ClassificationBatch batch, int member, double scale)
    {
        DocumentReader reader = _readers[member];
        DocumentBatch documents = batch.Documents;
        return new SegmentedGradient(_pass, reader.Open(documents), Loss).Learn(documents, scale);

        Tensor Loss(Tensor rows)
        {
            var head = (LinearHeadSpec)_network.Members[member].Heads[0];
            Tensor vectors = reader.Pool(documents, rows);
            _pass.StartStream(int.MaxValue);
            Tensor logits = _pass.Linear(head.Name, _pass.Dropout(vectors, head.Dropout));
            return ClassLoss.Sum(_pass, logits, batch, member, _network.Loss.LabelSmoothing);
        }
    }
}
