using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>What a training run makes smaller: a loss over examples, and what tells whether the model has become better.</summary>
internal abstract class Objective : IObjective
{
    /// <inheritdoc/>
    public abstract NetworkSpec Network { get; }

    /// <inheritdoc/>
    public abstract Weights Weights { get; }

    /// <summary>Examples to learn from.</summary>
    public abstract int ExampleCount { get; }

    /// <summary>Rows that <see cref="Validate"/> measures.</summary>
    public abstract int ValidationCount { get; }

    /// <summary>What <see cref="Validate"/> counts in all.</summary>
    public virtual long ValidationTotal => ValidationCount;

    /// <summary>Rows of both kinds that are kept in a temporary file.</summary>
    public virtual int RowsOnDisk => 0;

    /// <summary>Length of an example: examples of about the same length are learned from together.</summary>
    public abstract int TokenCount(int example);

    /// <inheritdoc/>
    public virtual int SegmentLength => int.MaxValue;

    /// <inheritdoc/>
    public abstract double TargetCount(int example);

    /// <inheritdoc/>
    public virtual int ExamplesPerShard => IObjective.UsualExamplesPerShard;

    /// <inheritdoc/>
    public abstract ExampleBatch CreateBatch();

    /// <summary>What <see cref="Validate"/> takes of memory: found by reading some of the longest validation rows.</summary>
    public virtual ValidationMemory MeasureValidation() => default;

    /// <summary>Moves rows from memory to a temporary file. Returns how many bytes that has freed: as many as asked for, if there are as many.</summary>
    public virtual long MoveRowsToFile(long bytes) => 0;

    /// <summary>
    /// Adds what decides the training besides options, seed and the model's first weights: a checkpoint of other data or of another
    /// loss is refused. A loss that knows more than lengths and targets overrides this and adds it.
    /// </summary>
    public virtual void Identify(TrainingIdentity identity)
    {
        identity.Add("training rows", ExampleCount);
        identity.Add("validation rows", ValidationCount);
        identity.AddHash("lengths of the training rows", hash =>
        {
            for (int example = 0; example < ExampleCount; example++)
            {
                hash.Add(TokenCount(example));
                hash.Add(TargetCount(example));
            }
        });
    }

    /// <summary>Measures the model on all validation rows; null where there are none.</summary>
    /// <param name="threads">At work at once, at most.</param>
    /// <param name="watch">Counts the rows that have been measured.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public abstract ValidationResult? Validate(int threads, StageWatch watch);
}
