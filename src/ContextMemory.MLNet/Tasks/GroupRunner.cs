using System.Collections.Concurrent;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// Runs a trained model over many documents: in groups of about the same length, which threads share, each with working memory that is
/// rented and used again. It is called from any number of threads at once.
/// </summary>
/// <param name="segmentLength">The most tokens of a document that are read at once.</param>
/// <param name="weights">The model's, asked for when there is something to run.</param>
/// <typeparam name="TBatch">What documents are put into that are read together.</typeparam>
internal sealed class GroupRunner<TBatch>(int segmentLength, Func<Weights> weights)
    where TBatch : class, new()
{
    private readonly ConcurrentBag<Scratch> _scratch = [];
    private readonly ConcurrentBag<DocumentGroups> _groups = [];

    /// <summary>Reads the documents of a group, the longest first.</summary>
    /// <param name="pass">The thread's; reset.</param>
    /// <param name="batch">The thread's; what was in it last is still there.</param>
    /// <param name="members">The numbers of the documents.</param>
    public delegate void Reader(Pass pass, TBatch batch, ReadOnlySpan<int> members);

    /// <summary>Calls <paramref name="read"/> once for each group.</summary>
    /// <param name="documents">How many there are.</param>
    /// <param name="lengthOf">How many tokens a document has.</param>
    /// <param name="threads">At work at once, at most.</param>
    /// <param name="read">Called from several threads at once where several are allowed.</param>
    /// <param name="watch">Counts the documents; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public void Run(int documents, Func<int, int> lengthOf, int threads, Reader read, StageWatch? watch = null)
    {
        if (!_groups.TryTake(out DocumentGroups? groups))
        {
            groups = new DocumentGroups();
        }

        groups.Form(documents, lengthOf, segmentLength, threads);
        PoolLoop.Run(groups.Count, threads, group => Read(groups, group, read, watch));
        _groups.Add(groups);
    }

    /// <summary>Bytes that a thread's layers keep while they read the group of the longest documents: found by reading it.</summary>
    public long Measure(int documents, Func<int, int> lengthOf, Reader read)
    {
        var groups = new DocumentGroups();
        groups.Form(documents, lengthOf, segmentLength, threads: 1);
        if (groups.Count == 0)
        {
            return 0;
        }

        var scratch = new Scratch(weights());
        read(scratch.Pass, scratch.Batch, groups[0]);
        return scratch.Pass.Arena.MostUsed * sizeof(float);
    }

    private void Read(DocumentGroups groups, int group, Reader read, StageWatch? watch)
    {
        if (!_scratch.TryTake(out Scratch? scratch))
        {
            scratch = new Scratch(weights());
        }

        scratch.Pass.Reset();
        scratch.Pass.Cancellation = watch?.Cancellation ?? default;
        scratch.Pass.HasFreeThread = groups.LeaveThreads;
        read(scratch.Pass, scratch.Batch, groups[group]);
        _scratch.Add(scratch);
        watch?.Add(groups[group].Length);
    }

    private sealed class Scratch(Weights weights)
    {
        public Pass Pass { get; } = new(weights);

        public TBatch Batch { get; } = new();
    }
}
