using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Networks;
using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>
/// That of a summarizer: a vector of each sentence; a second encoder reads the vectors beside features; two short cuts lead past it, from the
/// features and from cue words; the cross entropy between the shares of a document's sentences and the softmax of their scores (Cao 2007).
/// </summary>
internal sealed class SummaryGradient(Pass pass, NetworkSpec network) : TaskGradient
{
    private readonly DocumentReader _reader = new(pass, network.Members[0]);
    private readonly SentenceHeadSpec _head = (SentenceHeadSpec)network.Members[0].Heads[0];
    private readonly Networks.Encoder _memory = Networks.Encoder.Build(pass, ((SentenceHeadSpec)network.Members[0].Heads[0]).Memory, "memory.");

    public override double Learn(ExampleBatch batch, double scale)
    {
        var documents = (SummaryBatch)batch;
        DocumentBatch sentences = documents.Sentences;
        return new SegmentedGradient(pass, _reader.Open(sentences), Loss).Learn(sentences, scale);

        Tensor Loss(Tensor rows)
        {
            var sequences = SequenceShape.Of(documents.Documents, pass.Device);
            Tensor scores = Score(documents, sequences, _reader.Pool(sentences, rows));
            Tensor shares = tensor(
                [.. Enumerable.Range(0, documents.Documents.Count).SelectMany(documents.TargetsOf)], device: pass.Device);
            return sequences.Pad(scores, double.NegativeInfinity).logsumexp(1).sum() - (scores.squeeze(1) * shares).sum();
        }
    }

    public override void Dispose()
    {
        _reader.Dispose();
        _memory.Dispose();
    }

    /// <summary>The sentences' scores, [sentences x 1].</summary>
    private Tensor Score(SummaryBatch batch, SequenceShape documents, Tensor vectors)
    {
        Tensor features = tensor(batch.Features.ToArray(), device: pass.Device).view(-1, _head.Features);
        pass.StartStream(int.MaxValue);
        Tensor read = _memory.Forward(pass, documents, pass.Linear("input", cat([vectors, features], 1)), []);
        return pass.Linear("head", pass.Dropout(read, _head.Memory.DropoutRate))
            .Plus(pass.Linear("features.head", pass.Linear("features.hidden", features).tanh()))
            .Plus(Cues(batch.Cues));
    }

    /// <summary>The sum of the weights of a sentence's cue words over the root of their number, [sentences x 1].</summary>
    private Tensor Cues(IReadOnlyList<int[]> cues)
    {
        Tensor words = pass.Numbers([.. cues.SelectMany(own => own).Select(row => (long)row)]);
        Tensor sentences = pass.Numbers([.. cues.SelectMany((own, sentence) => own.Select(_ => (long)sentence))]);
        Tensor sums = zeros(cues.Count, 1, ScalarType.Float32, pass.Device).index_add(0, sentences, pass["cues.weight"].index_select(0, words), Number.One);
        return sums / tensor([.. cues.Select(own => MathF.Sqrt(Math.Max(1, own.Length)))], device: pass.Device).unsqueeze(1);
    }
}
