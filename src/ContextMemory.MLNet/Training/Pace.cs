namespace ContextMemory.MLNet.Training;

/// <summary>How fast a training is on this machine, as measured by some of its steps, of which nothing is left.</summary>
internal static class Pace
{
    /// <summary>Tokens that are learned from in a second.</summary>
    /// <param name="objective">What is learned.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Of the order of the rows.</param>
    /// <param name="time">How long to measure.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public static double Measure(Objective objective, TrainingOptions options, ulong seed, TimeSpan time)
    {
        float[] start = objective.Weights.Values.ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        var listener = new Listener(stop, time);
        TrainingOptions measured = options with
        {
            Progress = listener,
            LogPath = null,
            CheckpointPath = null,
            CancellationToken = stop.Token,
        };
        new Trainer(objective, measured, seed).Run();
        options.CancellationToken.ThrowIfCancellationRequested();
        start.CopyTo(objective.Weights.Values);
        objective.Weights.Changed();
        return listener.TokensPerSecond;
    }

    private sealed class Listener(CancellationTokenSource stop, TimeSpan time) : IProgress<TrainingProgress>
    {
        private (double Seconds, double Tokens)? _first;
        private (double Seconds, double Tokens) _last;

        // The first steps are slower: code is compiled, and memory taken.
        public double TokensPerSecond => _first is { } first && _last.Seconds > first.Seconds
            ? (_last.Tokens - first.Tokens) / (_last.Seconds - first.Seconds)
            : _last.Tokens / Math.Max(_last.Seconds, 1e-3);

        public void Report(TrainingProgress value)
        {
            if (value.Stage != TrainingStage.Training || value.Step == 0)
            {
                return;
            }

            double seconds = value.Elapsed.TotalSeconds;
            _last = (seconds, value.TokensPerSecond * seconds);
            _first ??= _last;
            if (value.Elapsed >= time)
            {
                stop.Cancel();
            }
        }
    }
}
