using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;

/// <summary>From words to the logits of classes: embedding, an encoder, the mean or the last of its vectors, a linear layer.</summary>
internal abstract class DocumentNet : nn.Module<PaddedBatch, Tensor>
{
    private readonly Embedding _embedding;
    private readonly Linear _head;
    private readonly Pooling _pooling;

    /// <param name="name">Of the encoder.</param>
    /// <param name="words">Different words.</param>
    /// <param name="size">Of a word's vector, before the encoder and behind it.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="pooling">The mean or the last vector.</param>
    protected DocumentNet(string name, int words, int size, int classes, Pooling pooling)
        : base(name)
    {
        _embedding = nn.Embedding(words, size);
        _head = nn.Linear(size, classes);
        _pooling = pooling;
    }

    /// <summary>Documents of a length that are read together when none are learned from.</summary>
    public abstract int ReadTogether(int length);

    public override Tensor forward(PaddedBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = Encode(_embedding.forward(batch.Words), batch);
        return _head.forward(Pool(rows, batch)).MoveToOuterDisposeScope();
    }

    /// <summary>From [documents x words x size] to the same shape.</summary>
    protected abstract Tensor Encode(Tensor embedded, PaddedBatch batch);

    private Tensor Pool(Tensor rows, PaddedBatch batch) => _pooling == Pooling.Mean
        ? (rows * batch.IsWord.unsqueeze(-1)).sum(1) / batch.IsWord.sum(1, keepdim: true)
        : rows[arange(batch.Count), batch.LastWords];
}
