using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// Looks at what layers with a memory compute while one document is read, segment by segment. Batches have one sequence, whose position is the
/// segment's place in the document. It must change nothing, and matrices are there during the call alone.
/// </summary>
internal interface IPassObserver
{
    /// <summary>Some rows of a recurrent layer were read in one direction: those from <paramref name="firstRow"/> on.</summary>
    /// <param name="layer">The direction.</param>
    /// <param name="isReverse">Whether it reads backwards.</param>
    /// <param name="batch">The segment.</param>
    /// <param name="firstRow">Which row of the segment is the first here.</param>
    /// <param name="forget">[rows x size]: the share of the memory that a row keeps, 0 to 1.</param>
    /// <param name="input">[rows x size]: the share of what is new that it writes, 0 to 1; null where that is 1 less what it keeps.</param>
    void SeeGates(object layer, bool isReverse, SequenceBatch batch, int firstRow, Matrix forget, Matrix? input);

    /// <summary>A segment was read by a <see cref="KeyValueMemory"/>.</summary>
    /// <param name="layer">The memory.</param>
    /// <param name="batch">The segment.</param>
    /// <param name="gates">[rows x 1]; null where all rows are written.</param>
    /// <param name="addresses">[rows x slots].</param>
    /// <param name="erases">[rows x size], times the gates.</param>
    /// <param name="writes">[rows x size], times the gates.</param>
    void SeeSlots(object layer, SequenceBatch batch, Matrix? gates, Matrix addresses, Matrix erases, Matrix writes);

    /// <summary>A segment was read by a <see cref="DeltaMemory"/>.</summary>
    /// <param name="layer">The memory.</param>
    /// <param name="batch">The segment.</param>
    /// <param name="gates">[rows x heads].</param>
    /// <param name="queries">[rows x heads * head size], each of length 1.</param>
    /// <param name="keys">[rows x heads * head size], each of length 1.</param>
    /// <param name="errors">[rows x heads * head size]: what was new about the values; not set where a gate is closed.</param>
    void SeeWrites(object layer, SequenceBatch batch, Matrix gates, Matrix queries, Matrix keys, Matrix errors);

    /// <summary>A segment was read by a <see cref="MultiHeadAttention"/>.</summary>
    /// <param name="layer">The attention.</param>
    /// <param name="batch">The segment.</param>
    /// <param name="heads">Into which the columns are parted.</param>
    /// <param name="isCausal">Whether a row sees none behind it.</param>
    /// <param name="queries">[rows x heads * head size].</param>
    /// <param name="keys">[cached rows + rows x heads * head size]: those of the rows right before the segment, then its own.</param>
    void SeeAttention(object layer, SequenceBatch batch, int heads, bool isCausal, Matrix queries, Matrix keys);
}
