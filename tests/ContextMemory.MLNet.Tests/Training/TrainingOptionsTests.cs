namespace ContextMemory.MLNet.Tests.Training;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void Defaults() => Assert.Equal(
        new TrainingOptions
        {
            Epochs = 10,
            BatchSize = 32,
            LearningRate = 0.001,
            WarmupShare = 0.05,
            WeightDecay = 0.01,
            GradientNorm = 1,
            ValidationFraction = 0.1,
            Patience = 3,
            AverageEpochs = 0,
            Threads = 0,
            Seed = null,
            Progress = null,
            CheckpointPath = null,
            CheckpointMinutes = 10,
            LogPath = null,
            CancellationToken = CancellationToken.None,
        },
        new TrainingOptions());

    [Fact]
    public void Defaults_are_valid() => OptionsChecks.AssertValid(new TrainingOptions().Validate);

    [Fact]
    public void No_threads_are_all_processors()
    {
        Assert.Equal(Environment.ProcessorCount, new TrainingOptions().ThreadCount);
        Assert.Equal(3, new TrainingOptions { Threads = 3 }.ThreadCount);
    }

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new TrainingOptions
        {
            Epochs = 0,
            BatchSize = 70_000,
            LearningRate = 0,
            WarmupShare = 1.5,
            WeightDecay = -0.1,
            GradientNorm = 0,
            ValidationFraction = 0.6,
            Patience = 0,
            AverageEpochs = -1,
            Threads = -1,
            CheckpointPath = "",
            CheckpointMinutes = -1,
            LogPath = "",
        }.Validate,
        "Epochs is 0; allowed is 1 to 10000: use 10 for a first try.",
        "BatchSize is 70000; allowed is 1 to 65536: 32 is usual.",
        "LearningRate is 0; allowed is above 0, at most 1: 0.001 is usual.",
        "WarmupShare is 1.5; allowed is 0 to 1: 0.05 is usual.",
        "WeightDecay is -0.1; allowed is 0 to 1: 0.01 is usual, 0 turns it off.",
        "GradientNorm is 0; allowed is above 0, at most 1000000: 1 is usual.",
        "ValidationFraction is 0.6; allowed is 0 to 0.5: 0.1 is usual, 0 holds nothing out.",
        "Patience is 0; allowed is 1 to 10000: 3 is usual.",
        "AverageEpochs is -1; allowed is 0 to 1000: 1 is a good first try, 0 turns it off.",
        "Threads is -1; allowed is 0 to 1024: 0 takes all processors.",
        "CheckpointPath is empty; allowed is null or the name of a file: null writes no checkpoint.",
        "CheckpointMinutes is -1; allowed is 0 to 10000: 10 is usual.",
        "LogPath is empty; allowed is null or the name of a file: null writes no log.");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1.001)]
    [InlineData(-1)]
    public void Learning_rate_is_in_its_range(double rate) => OptionsChecks.AssertFaults(
        new TrainingOptions { LearningRate = rate }.Validate,
        FormattableString.Invariant($"LearningRate is {rate}; allowed is above 0, at most 1: 0.001 is usual."));

    [Fact]
    public void Faults_of_a_member_are_named_by_it_in_any_culture() => OptionsChecks.AssertFaults(
        faults => faults.Inside("Training", inner =>
        {
            inner.Range("Rate", 2.5, 0, 1.5, "take one");
            inner.Inside("Deep", deepest => deepest.NotEmpty("Column", null, "name it"));
            inner.NotEmpty("Other", "", "name it");
        }),
        "Training.Rate is 2.5; allowed is 0 to 1.5: take one.",
        "Training.Deep.Column is null; allowed is the name of a column: name it.",
        "Training.Other is empty; allowed is the name of a column: name it.");
}
