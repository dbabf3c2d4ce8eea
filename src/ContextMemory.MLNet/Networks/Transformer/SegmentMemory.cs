using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Networks.Transformer;

/// <summary>
/// An encoder that reads segments alone, and over it a memory that reads one vector a segment, the mean of its tokens', and hands its state on: what it
/// knows of the document so far is added to each token (Yang 2016; Bulatov 2022). The layer that adds it starts with zeros, so that
/// training starts from what the encoder below gives.
/// </summary>
internal sealed class SegmentMemory : Encoder
{
    private readonly Encoder _segments;
    private readonly Encoder _memory;
    private readonly Linear _output;
    private readonly int _segmentLength;

    /// <param name="layout">Where the parameters are added.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="segments">Reads the tokens of a segment; hands nothing on.</param>
    /// <param name="segmentLength">Tokens of all segments of a document but the last.</param>
    /// <param name="memory">Reads the segments' vectors.</param>
    public SegmentMemory(ParameterLayout layout, string name, Encoder segments, int segmentLength, EncoderOptions memory)
    {
        _segments = segments;
        _segmentLength = segmentLength;
        _memory = memory.Build(layout, $"{name}memory.");
        _output = new Linear(
            layout, $"{name}memory_output.weight", $"{name}memory_output.bias", _memory.OutputSize, segments.OutputSize, Initializers.Zero);
    }

    public override int OutputSize => _segments.OutputSize;

    public override int StateSize => _memory.StateSize;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Matrix rows = _segments.Forward(pass, batch, input, pass.Arena.Allocate(batch.Count, 0));
        Matrix means = pass.Arena.AllocateCleared(batch.Count, rows.Columns);
        for (int segment = 0; segment < batch.Count; segment++)
        {
            Matrix mean = means.RowRange(segment, 1);
            pass.Kernels.AddColumnSums(RowsOf(batch, rows, segment), mean);
            pass.Kernels.Scale(1f / batch.Length(segment), mean.Span);
        }

        // Its rows are no tokens, which is what an observer looks at.
        IPassObserver? observer = pass.Observer;
        pass.Observer = null;
        Matrix known = _output.Forward(pass, _memory.Forward(pass, batch.OneRowEach(_segmentLength), means, state));
        pass.Observer = observer;
        for (int row = 0, segment = 0; segment < batch.Count; segment++)
        {
            for (int token = 0; token < batch.Length(segment); token++)
            {
                pass.Kernels.Add(known.Row(segment), rows.Row(row++));
            }
        }

        return rows;
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Matrix known = pass.Arena.AllocateCleared(batch.Count, gradient.Columns);
        for (int segment = 0; segment < batch.Count; segment++)
        {
            pass.Kernels.AddColumnSums(RowsOf(batch, gradient, segment), known.RowRange(segment, 1));
        }

        Matrix means = _memory.Backward(pass, batch.OneRowEach(_segmentLength), _output.Backward(pass, known), stateGradient);
        for (int row = 0, segment = 0; segment < batch.Count; segment++)
        {
            for (int token = 0; token < batch.Length(segment); token++)
            {
                pass.Kernels.AddScaled(1f / batch.Length(segment), means.Row(segment), gradient.Row(row++));
            }
        }

        return _segments.Backward(pass, batch, gradient);
    }

    private static Matrix RowsOf(SequenceBatch batch, Matrix rows, int segment) => rows.RowRange(batch.Offset(segment), batch.Length(segment));
}
