using System.Runtime.InteropServices;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Writes documents into a <see cref="DocumentMemory"/>: all, or, where they are more than it can hold, some that are chosen evenly among
/// them; the others are forgotten.
/// </summary>
/// <param name="index">Of the n-grams.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="neighbors">How many documents are to answer.</param>
/// <param name="capacity">How many n-grams the documents may have together.</param>
/// <param name="options">Who listens, and what cancels.</param>
internal sealed class DocumentMemoryWriter(NGramIndex index, int classes, int neighbors, long capacity, TrainingOptions options)
{
    private const ulong Stream = 0x4d656d6f7279;

    /// <param name="rows">The vectors of the rows, by this index.</param>
    /// <param name="training">Their classes and weights.</param>
    /// <param name="count">So many of the rows are written, from the first on.</param>
    /// <param name="earlier">A classifier whose memory, if it has one, is written as well; all of its n-grams are in this index.</param>
    /// <param name="seed">Of the choice.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public DocumentMemory Write(SparseRows rows, EncodedRows training, int count, NGramClassifier? earlier, ulong seed)
    {
        DocumentMemory? old = earlier?.Memory;
        CompressedRows? oldDocuments = old?.Documents;
        int[] places = old is null ? [] : Array.ConvertAll(earlier!.Index.NGrams, ngram => Array.BinarySearch(index.NGrams, ngram));
        int oldCount = old?.Count ?? 0;
        int[] order = [.. Enumerable.Range(0, oldCount + count)];
        new RandomStream(seed, Stream).Shuffle<int>(order);
        long held = 0;
        var watch = new StageWatch(TrainingStage.DocumentMemory, options, order.Length);
        (int Document, SparseRow Row)[] chosen =
        [
            .. watch.Over(order)
                .Select(document => (Document: document, Row: Read(document)))
                .TakeWhile(pair => (held += pair.Row.Features.Length) <= capacity)
                .OrderBy(pair => pair.Document),
        ];
        var starts = new int[chosen.Length + 1];
        var features = new List<int>();
        var values = new List<float>();
        for (int i = 0; i < chosen.Length; i++)
        {
            features.AddRange(chosen[i].Row.Features);
            values.AddRange(chosen[i].Row.Values);
            starts[i + 1] = features.Count;
        }

        watch.Finish();
        return new DocumentMemory(
            new CompressedRows(starts, [.. features], [.. values]),
            index.Count,
            [.. chosen.Select(pair => pair.Document < oldCount ? old!.Labels[pair.Document] : training.Labels[pair.Document - oldCount].Class)],
            [.. chosen.Select(pair => pair.Document < oldCount ? old!.Weights[pair.Document] : training.Weights[pair.Document - oldCount])],
            classes,
            neighbors);

        SparseRow Read(int document)
        {
            if (document >= oldCount)
            {
                return rows[document - oldCount];
            }

            int[] moved = Array.ConvertAll(oldDocuments!.ColumnsOf(document).ToArray(), feature => places[feature]);
            return new SparseRow([.. moved, .. MemoryMarshal.Cast<float, int>(oldDocuments.ValuesOf(document))]);
        }
    }
}
