using ContextMemory.MLNet.Benchmarks.Speed;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>libtorch learns, with its fused kernel of Adam: forward and backward pass and a step of the optimizer.</summary>
internal sealed class TorchSharpTraining : TorchSharpWay
{
    private const double LearningRate = 1e-3;

    private readonly bool _byRows;
    private readonly FusedAdam _adam = new(LearningRate);
    private readonly FusedAdam.State _tableState;
    private readonly FusedAdam.State[] _states;
    private readonly Embedding _embedding;
    private readonly Tensor[] _classes;

    /// <param name="options">What is measured.</param>
    /// <param name="workload">Has the weights and the batches.</param>
    /// <param name="byRows">Whether the optimizer moves only those rows of the embedding table that occur, as SparseAdam does.</param>
    public TorchSharpTraining(WorkloadOptions options, Workload workload, bool byRows)
        : base(options, workload)
    {
        _byRows = byRows;
        _embedding = nn.Embedding_from_pretrained(Table, freeze: false);
        _tableState = FusedAdam.State.Of(Table);
        _states = [.. Net.Parameters.Select(FusedAdam.State.Of)];
        _classes = [.. Enumerable.Range(0, Workload.BatchCount).Select(batch => tensor(workload.ClassesOf(batch)).to(ScalarType.Int64))];
    }

    public override void Step(int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        if (_byRows)
        {
            StepByRows(batch);
        }
        else
        {
            StepWhole(batch);
        }
    }

    public override void Dispose()
    {
        foreach (IDisposable owned in (IDisposable[])[.. _classes, .. _states, _tableState, _embedding, _adam])
        {
            owned.Dispose();
        }

        base.Dispose();
    }

    private protected override Tensor Forward(int batch) => Net.Forward(_embedding.call(Codes[batch])).detach();

    private void StepWhole(int batch)
    {
        // zero_grad of a module with a table that was given leaves the gradient as it is.
        Parameter table = _embedding.weight!;
        table.grad = null;
        Learn(Net.Forward(_embedding.call(Codes[batch])), batch);
        _adam.Step([(table, _tableState), .. Net.Parameters.Zip(_states)]);
    }

    private void StepByRows(int batch)
    {
        (Tensor rows, Tensor? places, _) = Codes[batch].unique(sorted: false, return_inverse: true);
        using Embedding some = nn.Embedding_from_pretrained(Table.detach().index_select(0, rows), freeze: false);
        Learn(Net.Forward(some.call(places!)), batch);
        FusedAdam.State state = _tableState.Rows(rows);
        _adam.Step([(some.weight!, state), .. Net.Parameters.Zip(_states)]);
        using IDisposable noGradient = no_grad();
        Table.index_copy_(0, rows, some.weight!);
        _tableState.Mean.index_copy_(0, rows, state.Mean);
        _tableState.Variance.index_copy_(0, rows, state.Variance);
    }

    private void Learn(Tensor logits, int batch)
    {
        foreach (Parameter parameter in Net.Parameters)
        {
            parameter.grad = null;
        }

        nn.functional.cross_entropy(logits, _classes[batch]).backward();
    }
}
