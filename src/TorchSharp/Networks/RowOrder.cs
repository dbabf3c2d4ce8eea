using ContextMemory.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>Documents are read round by round; this puts what was found for their tokens in the order of the documents, and back.</summary>
internal sealed class RowOrder
{
    private readonly long[] _roundLengths;

    // For each row in the order of the documents its place in that of the rounds.
    private readonly long[] _places;

    public RowOrder(DocumentBatch documents)
    {
        var places = new List<long>[documents.Count];
        for (int document = 0; document < documents.Count; document++)
        {
            places[document] = [];
        }

        _roundLengths = new long[documents.Rounds];
        long row = 0;
        for (int round = 0; round < documents.Rounds; round++)
        {
            documents.Select(round);
            _roundLengths[round] = documents.Sequences.RowCount;
            for (int segment = 0; segment < documents.Sequences.Count; segment++)
            {
                for (int i = 0; i < documents.Sequences.Length(segment); i++)
                {
                    places[documents.Documents[segment]].Add(row++);
                }
            }
        }

        _places = [.. places.SelectMany(own => own)];
    }

    /// <summary>From the rows of each round to those of all documents.</summary>
    public Tensor Join(Tensor[] rounds)
    {
        Tensor all = cat(rounds, 0);
        return all.index_select(0, tensor(_places, device: all.device));
    }

    /// <summary>The other way.</summary>
    public Tensor[] Split(Tensor rows) =>
        zeros_like(rows).index_copy(0, tensor(_places, device: rows.device), rows).split(_roundLengths, 0);
}
