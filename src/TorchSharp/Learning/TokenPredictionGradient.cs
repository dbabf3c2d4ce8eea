using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Losses;
using ContextMemory.MLNet.Torch.Networks;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>That of predicting tokens, and, where the network has a head for them, the words of documents.</summary>
internal sealed class TokenPredictionGradient(Pass pass, NetworkSpec network) : TaskGradient
{
    private readonly DocumentReader _reader = new(pass, network.Members[0]);
    private readonly LinearHeadSpec[] _heads = [.. network.Members[0].Heads.Cast<LinearHeadSpec>()];

    public override double Learn(ExampleBatch batch, double scale)
    {
        var asked = (TokenPredictionBatch)batch;
        DocumentBatch documents = asked.Documents;
        return new SegmentedGradient(pass, _reader.Open(documents), Loss).Learn(documents, scale);

        Tensor Loss(Tensor rows) => _heads.Length > 1 ? OfTokens(asked, rows).Plus(OfDocuments(asked, rows)) : OfTokens(asked, rows);
    }

    public override void Dispose() => _reader.Dispose();

    private Tensor OfTokens(TokenPredictionBatch batch, Tensor rows)
    {
        int[] targets = [.. Enumerable.Range(0, batch.Documents.Count).SelectMany(batch.TargetsOf)];
        int[] places = [.. Enumerable.Range(0, targets.Length).Where(token => targets[token] >= 0)];
        Tensor logits = pass.Linear(_heads[0].Name, rows.index_select(0, pass.Numbers(places)));
        int[] words = [.. places.Select(place => targets[place])];
        return nn.functional.cross_entropy(logits, pass.Numbers(words), reduction: nn.Reduction.Sum);
    }

    /// <summary>Each document counts as much as its tokens that are predicted.</summary>
    private Tensor OfDocuments(TokenPredictionBatch batch, Tensor rows)
    {
        int[] documents = [.. Enumerable.Range(0, batch.Documents.Count)];
        Tensor logits = pass.Linear(_heads[1].Name, _reader.Pool(batch.Documents, rows));
        return ClassLoss.SharedSum(
            pass, logits, [.. documents.Select(batch.WordsOf)], documents.Select(document => batch.TargetsOf(document).Count(word => word >= 0)));
    }
}
