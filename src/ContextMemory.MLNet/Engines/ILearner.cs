namespace ContextMemory.MLNet.Engines;

/// <summary>Learns an objective, one batch after another.</summary>
internal interface ILearner : IDisposable
{
    /// <summary>Steps done.</summary>
    int StepCount { get; }

    /// <summary>
    /// All that a learner needs to go on bit for bit as if it had not been interrupted, its weights included, by name. The arrays are those
    /// of the learner, not copies: valid until the next step.
    /// </summary>
    IReadOnlyList<StateArray> State { get; }

    /// <summary>Learns from one batch: the gradient of its mean loss, clipped, and the optimizer's update.</summary>
    /// <param name="batch">The numbers of its examples.</param>
    /// <param name="rate">The learning rate.</param>
    /// <exception cref="OperationCanceledException">Cancelled within the step, of which nothing is left.</exception>
    StepResult Step(ReadOnlySpan<int> batch, float rate);

    /// <summary>
    /// Brings the objective's weights to the last step: before they are used for anything but a further step. Until then they may be those
    /// of an earlier one.
    /// </summary>
    void Sync();

    /// <summary>Goes on from where another learner of the same objective was interrupted.</summary>
    /// <param name="steps">Steps that it had done.</param>
    /// <param name="fill">Writes its state into this learner's arrays.</param>
    void Restore(int steps, Action<IReadOnlyList<StateArray>> fill);
}
