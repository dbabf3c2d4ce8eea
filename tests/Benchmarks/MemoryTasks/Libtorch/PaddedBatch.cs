using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;

/// <summary>Documents that are read together, each filled up to the length of the longest.</summary>
internal sealed class PaddedBatch : IDisposable
{
    public PaddedBatch(IReadOnlyList<TaskDocument> documents)
    {
        Count = documents.Count;
        int longest = documents.Max(document => document.Words.Length);
        var words = new long[Count * longest];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < documents[i].Words.Length; j++)
            {
                words[i * longest + j] = documents[i].Words[j];
            }
        }

        using DisposeScope scope = NewDisposeScope();
        Words = tensor(words, Count, longest);
        Labels = tensor(documents.Select(document => (long)document.Label).ToArray());
        LastWords = tensor(documents.Select(document => document.Words.Length - 1L).ToArray());
        IsPadding = arange(longest).unsqueeze(0) > LastWords.unsqueeze(1);
        IsWord = IsPadding.logical_not().to(ScalarType.Float32);
        scope.Detach(Words, Labels, LastWords, IsPadding, IsWord);
    }

    public int Count { get; }

    /// <summary>[documents x words].</summary>
    public Tensor Words { get; }

    /// <summary>[documents].</summary>
    public Tensor Labels { get; }

    /// <summary>Where the last word of each document is, [documents].</summary>
    public Tensor LastWords { get; }

    /// <summary>Whether there is no word, [documents x words].</summary>
    public Tensor IsPadding { get; }

    /// <summary>1 where there is a word, else 0, [documents x words].</summary>
    public Tensor IsWord { get; }

    public void Dispose()
    {
        Words.Dispose();
        Labels.Dispose();
        LastWords.Dispose();
        IsPadding.Dispose();
        IsWord.Dispose();
    }
}
