using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Losses;
using ContextMemory.MLNet.Torch.Networks;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>That of a tagger: the scores of tags, and a conditional random field over them.</summary>
internal sealed class TagGradient(Pass pass, NetworkSpec network) : TaskGradient
{
    private readonly TagReader _reader = new(pass, network.Members[0]);
    private readonly TagHeadSpec _field = (TagHeadSpec)network.Members[0].Heads[2];

    public override double Learn(ExampleBatch batch, double scale)
    {
        var tagged = (TaggedBatch)batch;
        EntityBatch texts = tagged.Texts;
        int[][] tags = [.. Enumerable.Range(0, texts.Count).Select(tagged.TagsOf)];
        return new SegmentedGradient(pass, _reader.Open(texts), Loss).Learn(texts.Words, scale);

        Tensor Loss(Tensor scores) => TagSequenceLoss.Sum(
            pass, _field.Name, _field.Transitions, DocumentReader.WholeDocuments(texts.Words, pass.Device), scores, tags);
    }

    public override void Dispose() => _reader.Dispose();
}
