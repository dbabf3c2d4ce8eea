using System.Diagnostics;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// What one worker needs to run layers forward and backward. A layer itself holds no state: on the way forward it keeps here what
/// its backward pass needs, and in the backward pass it takes that off again, in the reverse order.
/// </summary>
internal sealed class Pass(Weights weights)
{
    private readonly Stack<Matrix> _kept = new();
    private ulong _seed;
    private int _step;
    private int _shard;

    public Weights Weights { get; } = weights;

    public Kernels Kernels => Weights.Kernels;

    public Arena Arena { get; } = new();

    /// <summary>Draws of this step, shard and stream: the same wherever and whenever they are made.</summary>
    public RandomStream Random { get; } = new(0);

    /// <summary>Where the backward pass adds its gradients.</summary>
    public Gradients? Gradients { get; set; }

    /// <summary>What the losses that are learned from are multiplied by, for layers that add a cost of their own.</summary>
    public float LossScale { get; set; }

    /// <summary>True while learning: dropout is on.</summary>
    public bool IsTraining { get; set; }

    /// <summary>True where a backward pass will follow.</summary>
    public bool KeepsActivations { get; set; }

    /// <summary>Moves the tokens' vectors; null where they are read as they are.</summary>
    public Perturbation? Perturbation { get; set; }

    /// <summary>Whether a second thread is free for what can go on beside this one.</summary>
    public bool HasFreeThread { get; set; }

    /// <summary>The second thread's pass, of which nothing is kept; null where none is free, or a backward pass follows.</summary>
    public Pass? Side => HasFreeThread && !KeepsActivations ? field ??= new Pass(Weights) : null;

    /// <summary>Ends the pass where it is at work: between two segments, and between two layers.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Looks at what layers with a memory compute; null where nobody does. Set where one document is read alone, on one thread.</summary>
    public IPassObserver? Observer { get; set; }

    /// <summary>How many activations wait for their backward pass.</summary>
    public int KeptCount => _kept.Count;

    public void Keep(Matrix activation)
    {
        if (KeepsActivations)
        {
            _kept.Push(activation);
        }
    }

    public Matrix Take()
    {
        Debug.Assert(_kept.Count > 0, "A layer went back that had not kept anything on the way forward.");
        return _kept.Pop();
    }

    /// <summary>Where no backward pass follows, gives back what was allocated since a mark, but for this result of it, which moves there.</summary>
    public Matrix Retain(Arena.Mark mark, Matrix result)
    {
        if (KeepsActivations)
        {
            return result;
        }

        Arena.Release(mark);
        Matrix moved = Arena.Allocate(result.Rows, result.Columns);
        result.Span.CopyTo(moved.Span);
        return moved;
    }

    public Matrix GradientOf(Parameter parameter) => Gradients![parameter];

    /// <summary>Forgets the activations of an earlier pass.</summary>
    public void Reset()
    {
        _kept.Clear();
        Arena.Reset();
    }

    /// <summary>Starts a learning pass over one shard of one step.</summary>
    public void StartLearning(Gradients gradients, ulong seed, int step, int shard)
    {
        Reset();
        Gradients = gradients;
        IsTraining = true;
        KeepsActivations = true;
        _seed = seed;
        _step = step;
        _shard = shard;
        StartStream(0);
    }

    /// <summary>Starts a pass that only measures, with draws that depend on the keys.</summary>
    public void StartMeasuring(ulong seed, int group)
    {
        Reset();
        Gradients = null;
        IsTraining = false;
        KeepsActivations = false;
        _seed = seed;
        _step = 0;
        _shard = group;
        StartStream(0);
    }

    /// <summary>
    /// Starts the random numbers of one part of the pass, so that a part that is computed twice draws the same ones both times.
    /// </summary>
    /// <exception cref="OperationCanceledException">The pass is cancelled.</exception>
    public void StartStream(int stream)
    {
        Cancellation.ThrowIfCancellationRequested();
        Random.Restart(_seed, (ulong)_step, (ulong)_shard, (ulong)stream);
    }
}
