namespace ContextMemory.MLNet.Tests.Training;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void Defaults_are_those_documented() => Assert.Equal(
        new TrainingOptions
        {
            Epochs = 0,
            BatchSize = 0,
            LearningRate = 0,
            WarmupShare = 0.05,
            WeightDecay = 0.01,
            GradientNorm = 1,
            Horizon = 0,
            ValidationFraction = 0.1,
            Patience = 3,
            AverageEpochs = 0,
            MaxMemoryMB = 0,
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

    [Theory]
    [InlineData(1, 12, 16, 0.004)]
    [InlineData(1_999, 12, 16, 0.004)]
    [InlineData(5_000, 12, 32, 0.002)]
    [InlineData(8_000, 7, 32, 0.002)]
    [InlineData(1_000_000, 4, 32, 0.002)]
    public void What_is_0_is_derived_from_the_rows(int rows, int epochs, int batchSize, double learningRate)
    {
        TrainingOptions derived = new TrainingOptions().For(rows);
        Assert.Equal(new TrainingOptions { Epochs = epochs, BatchSize = batchSize, LearningRate = learningRate }, derived);
        var given = new TrainingOptions { Epochs = 3, BatchSize = 5, LearningRate = 0.5 };
        Assert.Equal(given, given.For(rows));
    }

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
            Epochs = -1,
            BatchSize = 70_000,
            LearningRate = 1.5,
            WarmupShare = 1.5,
            WeightDecay = -0.1,
            GradientNorm = 0,
            Horizon = 1_025,
            ValidationFraction = 0.6,
            Patience = 0,
            AverageEpochs = -1,
            MaxMemoryMB = 63,
            Threads = -1,
            CheckpointPath = "",
            CheckpointMinutes = -1,
            LogPath = "",
        }.Validate,
        "Epochs is -1; allowed is 0 to 10000: 0 derives it from the data.",
        "BatchSize is 70000; allowed is 0 to 65536: 0 derives it from the data.",
        "LearningRate is 1.5; allowed is 0 to 1: 0 derives it from the data.",
        "WarmupShare is 1.5; allowed is 0 to 1: 0.05 is usual.",
        "WeightDecay is -0.1; allowed is 0 to 1: 0.01 is usual, 0 turns it off.",
        "GradientNorm is 0; allowed is above 0, at most 1000000: 1 is usual.",
        "Horizon is 1025; allowed is 0 to 1024: 0 derives it from the data.",
        "ValidationFraction is 0.6; allowed is 0 to 0.5: 0.1 is usual, 0 holds nothing out.",
        "Patience is 0; allowed is 1 to 10000: 3 is usual.",
        "AverageEpochs is -1; allowed is 0 to 1000: 1 is a good first try, 0 turns it off.",
        "MaxMemoryMB is 63; allowed is 0 or 64 to 100000000: 0 keeps all rows in memory.",
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
        FormattableString.Invariant($"LearningRate is {rate}; allowed is 0 to 1: 0 derives it from the data."));

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
