using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Pooling;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Networks;

/// <summary>
/// From token codes to one vector a document: embedding, encoder, pooling, segment by segment. The memory of a pass does not grow
/// with the length of the documents: where they have several segments, the backward pass runs each segment forward once more
/// (Chen 2016, training with sublinear memory). Gradients flow back through what segments hand on, over a window of as many segments as
/// the batch says, and end at its start (truncated backpropagation through time, Williams 1990).
/// </summary>
internal sealed class DocumentEncoder
{
    private readonly TokenEmbedding _embedding;
    private readonly Dropout _dropout;
    private readonly Encoder _encoder;
    private readonly PoolingLayer[] _poolings;

    /// <param name="layout">Where the parameters are added.</param>
    /// <param name="member">Has one embedding table and a pooling.</param>
    public DocumentEncoder(ParameterLayout layout, MemberSpec member)
    {
        EmbeddingSpec table = member.Embeddings[0];
        SegmentLength = member.Encoder.SegmentLength;
        _embedding = new TokenEmbedding(layout, table.Name, table.Rows, table.Size);
        _embedding.Table.RateScale = (float)member.Encoder.RateOfTable;
        _dropout = new Dropout(member.InputDropout);
        _encoder = member.Encoder.Build(layout, $"{member.Prefix}encoder.");
        _poolings = [.. CreatePoolings(layout, member.Pooling ?? default, _encoder.OutputSize, member.Prefix)];
    }

    public int SegmentLength { get; }

    /// <summary>The random numbers of the first round; each further one has the next stream.</summary>
    public int FirstStream { get; init; }

    /// <summary>Reads documents in place of the layers where nothing is learned, into their vectors; null where the layers read.</summary>
    public Action<DocumentBatch, Matrix>? Device { get; set; }

    /// <summary>The embedding table.</summary>
    public Parameter Table => _embedding.Table;

    /// <summary>Size of a token's vector behind the encoder.</summary>
    public int TokenSize => _encoder.OutputSize;

    /// <summary>Size of a document's vector.</summary>
    public int OutputSize => _poolings.Length * _encoder.OutputSize;

    /// <summary>Makes the layer of a head over the tokens' or the documents' vectors.</summary>
    public Linear CreateHead(ParameterLayout layout, LinearHeadSpec head) =>
        new(layout, head.Name, head.Input == HeadInput.Documents ? OutputSize : TokenSize, head.Outputs);

    /// <summary>The documents' vectors, [documents x OutputSize].</summary>
    public Matrix Forward(Pass pass, DocumentBatch documents)
    {
        Arena arena = pass.Arena;
        Matrix output = arena.Allocate(documents.Count, OutputSize);
        if (Device is { } device && !pass.KeepsActivations)
        {
            device(documents, output);
            return output;
        }

        Matrix memory = CreateMemory(pass, documents);
        Span<Matrix> poolingStates = stackalloc Matrix[_poolings.Length];
        StartPooling(pass, documents.Count, poolingStates);
        bool backwardFollows = pass.KeepsActivations;
        bool readsTwice = backwardFollows && documents.Rounds > 1;
        Matrix lastStates = readsTwice ? CreateStates(pass, documents) : default;
        int lastWindow = Math.Max(0, documents.Rounds - documents.Horizon);
        pass.KeepsActivations = backwardFollows && !readsTwice;
        for (int round = 0; round < documents.Rounds; round++)
        {
            if (readsTwice && round >= lastWindow)
            {
                memory.CopyTo(StateOf(lastStates, documents, round - lastWindow));
            }

            Arena.Mark mark = arena.Now;
            Matrix rows = ReadSegments(pass, documents, round, memory);
            AddToPoolings(pass, documents, rows, poolingStates);
            if (pass.KeepsActivations)
            {
                pass.Keep(rows);
            }
            else
            {
                arena.Release(mark);
            }
        }

        pass.KeepsActivations = backwardFollows;
        FinishPooling(poolingStates, output);
        foreach (Matrix state in poolingStates)
        {
            pass.Keep(state);
        }

        if (readsTwice)
        {
            pass.Keep(lastStates);
        }

        return output;
    }

    /// <summary>Begins to read one document that comes segment by segment. Its state lies in the pass's arena until the arena is reset.</summary>
    /// <param name="pass">The worker's state; no backward pass follows.</param>
    /// <param name="hasOneSegment">Whether the first segment is also the last.</param>
    public DocumentState Open(Pass pass, bool hasOneSegment)
    {
        var poolings = new Matrix[_poolings.Length];
        StartPooling(pass, documents: 1, poolings);
        return new DocumentState(pass.Arena.AllocateCleared(1, hasOneSegment ? 0 : _encoder.StateSize), poolings);
    }

    /// <summary>Reads the next segment of the document.</summary>
    /// <param name="pass">The worker's state.</param>
    /// <param name="segment">Holds the segment alone, with its place in the document.</param>
    /// <param name="state">What is kept of the document; changed.</param>
    public void Read(Pass pass, DocumentBatch segment, DocumentState state)
    {
        Arena.Mark mark = pass.Arena.Now;
        Matrix rows = ReadSegments(pass, segment, round: 0, state.Memory);
        AddToPoolings(pass, segment, rows, state.Poolings);
        pass.Arena.Release(mark);
    }

    /// <summary>The vector of the document that was read, [1 x OutputSize].</summary>
    public Matrix Close(Pass pass, DocumentState state)
    {
        Matrix output = pass.Arena.Allocate(1, OutputSize);
        FinishPooling(state.Poolings, output);
        return output;
    }

    /// <summary>From the gradient of the documents' vectors to those of the parameters.</summary>
    /// <param name="pass">The worker's state.</param>
    /// <param name="documents">Those that went forward last.</param>
    /// <param name="gradient">Of their vectors.</param>
    /// <param name="addOfTokens">
    /// Gets the vectors of each round's tokens and their gradient, to add to it what follows from them by themselves; null where nothing does.
    /// </param>
    public void Backward(Pass pass, DocumentBatch documents, Matrix gradient, Action<Matrix, Matrix>? addOfTokens = null)
    {
        Matrix lastStates = documents.Rounds > 1 ? pass.Take() : default;
        Span<Matrix> poolingStates = stackalloc Matrix[_poolings.Length];
        for (int i = _poolings.Length - 1; i >= 0; i--)
        {
            poolingStates[i] = pass.Take();
        }

        if (documents.Rounds == 1)
        {
            Matrix rows = pass.Take();
            BackwardSegments(pass, documents, rows, poolingStates, gradient, pass.Arena.Allocate(documents.Count, 0), addOfTokens);
            return;
        }

        // Gradients end at the start of a window, so the windows can go back in the order in which they are read: what each one starts
        // from need not have been kept. The last one ends with the documents, and what its segments start from has been kept.
        int horizon = documents.Horizon;
        Matrix memory = CreateMemory(pass, documents);
        Matrix states = documents.Rounds > horizon ? CreateStates(pass, documents) : default;
        int end = (documents.Rounds - 1) % horizon + 1;
        for (int start = 0; start < documents.Rounds; start = end, end += horizon)
        {
            bool isLast = end == documents.Rounds;
            if (!isLast)
            {
                ReadWindow(pass, documents, start, end, memory, states);
            }

            BackwardWindow(pass, documents, start, end, isLast ? lastStates : states, memory, poolingStates, gradient, addOfTokens);
        }
    }

    /// <summary>
    /// What the documents' segments hand on to the next ones, as it is before the first: zeros, without columns where no document has a
    /// second segment.
    /// </summary>
    public Matrix CreateMemory(Pass pass, DocumentBatch documents) =>
        pass.Arena.AllocateCleared(documents.Count, documents.Rounds > 1 ? _encoder.StateSize : 0);

    /// <summary>The vectors behind the encoder of one round's tokens; <paramref name="memory"/> moves on.</summary>
    public Matrix ReadSegments(Pass pass, DocumentBatch documents, int round, Matrix memory)
    {
        documents.Select(round);
        pass.StartStream(FirstStream + round);
        Matrix state = pass.Arena.Allocate(documents.Documents.Length, memory.Columns);
        RowMoves.Gather(memory, documents.Documents, state);
        Matrix embedded = _embedding.Forward(pass, documents.Codes, documents.Sequences.RowCount);
        pass.Perturbation?.Forward(documents.Sequences, embedded);
        Matrix rows = _encoder.Forward(pass, documents.Sequences, _dropout.Forward(pass, embedded), state);
        RowMoves.Scatter(state, documents.Documents, memory);
        return rows;
    }

    /// <summary>
    /// The backward pass through <see cref="ReadSegments"/>, of the round that was read last. What its segments started from counts as a
    /// constant.
    /// </summary>
    public void BackwardSegments(Pass pass, DocumentBatch documents, Matrix rowGradient) =>
        BackwardSegments(pass, documents, rowGradient, pass.Arena.Allocate(documents.Count, 0));

    /// <param name="pass">The worker's state.</param>
    /// <param name="documents">Those of which a round was read last.</param>
    /// <param name="rowGradient">Of the vectors of its tokens.</param>
    /// <param name="stateGradient">
    /// [documents x StateSize]: the gradient of what the segments left; overwritten by that of what they started from.
    /// </param>
    private void BackwardSegments(Pass pass, DocumentBatch documents, Matrix rowGradient, Matrix stateGradient)
    {
        Matrix own = pass.Arena.Allocate(documents.Documents.Length, stateGradient.Columns);
        RowMoves.Gather(stateGradient, documents.Documents, own);
        Matrix embedded = _dropout.Backward(pass, _encoder.Backward(pass, documents.Sequences, rowGradient, own));
        RowMoves.Scatter(own, documents.Documents, stateGradient);
        pass.Perturbation?.Backward(documents.Sequences, embedded);
        _embedding.Backward(pass, documents.Codes, embedded);
    }

    /// <summary>Reads the segments of a window but the last one, and keeps what each of them starts from, the last one too.</summary>
    private void ReadWindow(Pass pass, DocumentBatch documents, int start, int end, Matrix memory, Matrix states)
    {
        pass.KeepsActivations = false;
        for (int round = start; round < end; round++)
        {
            memory.CopyTo(StateOf(states, documents, round - start));
            if (round < end - 1)
            {
                Arena.Mark mark = pass.Arena.Now;
                ReadSegments(pass, documents, round, memory);
                pass.Arena.Release(mark);
            }
        }

        pass.KeepsActivations = true;
    }

    /// <summary>The backward pass through a window; <paramref name="memory"/> becomes what its last segments leave.</summary>
    private void BackwardWindow(
        Pass pass,
        DocumentBatch documents,
        int start,
        int end,
        Matrix states,
        Matrix memory,
        Span<Matrix> poolingStates,
        Matrix gradient,
        Action<Matrix, Matrix>? addOfTokens)
    {
        Arena.Mark beforeWindow = pass.Arena.Now;
        Matrix stateGradient = pass.Arena.AllocateCleared(documents.Count, end - start > 1 ? memory.Columns : 0);
        Span<Matrix> statesSoFar = stackalloc Matrix[_poolings.Length];
        for (int round = end - 1; round >= start; round--)
        {
            Arena.Mark mark = pass.Arena.Now;
            Matrix state = StateOf(states, documents, round - start);
            Matrix rows = ReadSegments(pass, documents, round, state);
            if (round == end - 1)
            {
                state.CopyTo(memory);
            }

            // What the poolings are started with once more is not used; they keep from it what their backward pass needs.
            StartPooling(pass, documents.Count, statesSoFar);
            AddToPoolings(pass, documents, rows, statesSoFar);
            BackwardSegments(pass, documents, rows, poolingStates, gradient, stateGradient, addOfTokens);
            pass.Arena.Release(mark);
        }

        pass.Arena.Release(beforeWindow);
    }

    /// <summary>Room for what each segment of a window starts from.</summary>
    private Matrix CreateStates(Pass pass, DocumentBatch documents) =>
        pass.Arena.Allocate(Math.Min(documents.Horizon, documents.Rounds) * documents.Count, _encoder.StateSize);

    private static Matrix StateOf(Matrix states, DocumentBatch documents, int segment) =>
        states.RowRange(segment * documents.Count, documents.Count);

    private void BackwardSegments(
        Pass pass,
        DocumentBatch documents,
        Matrix rows,
        Span<Matrix> poolingStates,
        Matrix gradient,
        Matrix stateGradient,
        Action<Matrix, Matrix>? addOfTokens)
    {
        Matrix rowGradient = pass.Arena.AllocateCleared(rows.Rows, rows.Columns);
        for (int i = _poolings.Length - 1; i >= 0; i--)
        {
            _poolings[i].Backward(
                pass,
                documents.Sequences,
                documents.Documents,
                rows,
                poolingStates[i],
                gradient.ColumnRange(i * TokenSize, TokenSize),
                rowGradient);
        }

        addOfTokens?.Invoke(rows, rowGradient);
        BackwardSegments(pass, documents, rowGradient, stateGradient);
    }

    private void StartPooling(Pass pass, int documents, Span<Matrix> states)
    {
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = pass.Arena.Allocate(documents, _poolings[i].StateSize);
            _poolings[i].Start(states[i]);
        }
    }

    private void AddToPoolings(Pass pass, DocumentBatch documents, Matrix rows, Span<Matrix> states)
    {
        for (int i = 0; i < _poolings.Length; i++)
        {
            _poolings[i].Add(pass, documents.Sequences, documents.Documents, rows, states[i]);
        }
    }

    private void FinishPooling(ReadOnlySpan<Matrix> states, Matrix output)
    {
        for (int i = 0; i < states.Length; i++)
        {
            _poolings[i].Finish(states[i], output.ColumnRange(i * TokenSize, TokenSize));
        }
    }

    private static IEnumerable<PoolingLayer> CreatePoolings(ParameterLayout layout, Pooling kinds, int size, string prefix)
    {
        if (kinds.HasFlag(Pooling.Mean))
        {
            yield return new MeanPooling(size);
        }

        if (kinds.HasFlag(Pooling.Max))
        {
            yield return new MaxPooling(size);
        }

        if (kinds.HasFlag(Pooling.Last))
        {
            yield return new LastPooling(size);
        }

        if (kinds.HasFlag(Pooling.Attention))
        {
            yield return new AttentionPooling(layout, $"{prefix}pooling.", size, size);
        }

        if (kinds.HasFlag(Pooling.First))
        {
            yield return new FirstPooling(size);
        }
    }
}
