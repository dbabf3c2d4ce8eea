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
        float[] start = objective.Weights.Learned.ToArray();
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
        start.CopyTo(objective.Weights.Learned);
        objective.Weights.LearnedChanged();
        return listener.TokensPerSecond;
    }

    private sealed class Listener(CancellationTokenSource stop, TimeSpan time) : IProgress<TrainingProgress>
    {
        private readonly List<(double Seconds, double Tokens)> _reports = [(0, 0)];

        /// <summary>In the second half of the time: in the first, code is compiled and memory taken.</summary>
        public double TokensPerSecond
        {
            get
            {
                (double lastSeconds, double lastTokens) = _reports[^1];
                (double seconds, double tokens) = _reports.FindLast(report => report.Seconds <= lastSeconds / 2);
                return (lastTokens - tokens) / Math.Max(lastSeconds - seconds, 1e-3);
            }
        }

        public void Report(TrainingProgress value)
        {
            if (value.Stage != TrainingStage.Training || value.Step == 0)
            {
                return;
            }

            double seconds = value.Elapsed.TotalSeconds;
            _reports.Add((seconds, value.TokensPerSecond * seconds));
            if (value.Elapsed >= time)
            {
                stop.Cancel();
            }
        }
    }
}
