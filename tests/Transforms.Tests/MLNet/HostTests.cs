using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Transforms.Tests.MLNet;

public class HostTests
{
    [Fact]
    public void EveryCatalogHoldsTheEnvironmentOfItsContext()
    {
        var context = new MLContext(7);
        var multiclass = MLNetInternals.Owner(context.MulticlassClassification.Trainers);
        var binary = MLNetInternals.Owner(context.BinaryClassification.Trainers);
        IHostEnvironment[] environments =
        [
            MLNetInternals.Env(context.Transforms), MLNetInternals.Env(context.Transforms.Text), MLNetInternals.Env(context.Transforms.Conversion),
            MLNetInternals.Env(context.Model), MLNetInternals.Env(context.Data), MLNetInternals.Env(multiclass), MLNetInternals.Env(binary),
        ];

        Assert.Same(context.MulticlassClassification, multiclass);
        Assert.Same(context.BinaryClassification, binary);
        Assert.Single(environments.Distinct());
        Assert.NotSame(context, environments[0]);
    }

    [Fact]
    public void MessagesReachTheLogWithTheirSourceAtOnce()
    {
        var context = new MLContext();
        var seen = new List<LoggingEventArgs>();
        context.Log += (_, message) => seen.Add(message);
        var host = ((IHostEnvironment)context).Register("Reader");

        using (var channel = host.Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "read {0} rows", 3);
            channel.Warning(MessageSensitivity.None, "braces {0} stay");
        }

        Assert.All(seen, message => Assert.Equal("Reader; Training", message.Source));
        Assert.Equal("Channel started", seen[0].RawMessage);
        Assert.Equal(ChannelMessageKind.Info, seen[1].Kind);
        Assert.Equal("read 3 rows", seen[1].RawMessage);
        Assert.Equal("[Source=Reader; Training, Kind=Info] read 3 rows", seen[1].Message);
        Assert.Equal("braces {0} stay", seen[2].RawMessage);
        Assert.StartsWith("Channel finished. Elapsed ", seen[3].RawMessage);
        Assert.Equal("Channel disposed", seen[4].RawMessage);
    }

    [Fact]
    public void AHostBelowAHostCarriesItsOwnNameOnly()
    {
        var context = new MLContext();
        var sources = new List<string>();
        context.Log += (_, message) => sources.Add(message.Source);
        var outer = ((IHostEnvironment)context).Register("Outer");
        var inner = outer.Register("Inner");

        inner.Start("Work").Dispose();

        Assert.All(sources, source => Assert.Equal("Inner; Work", source));
    }

    [Fact]
    public void TheSameSeedAndOrderOfRegistrationGiveTheSameRandomNumbers()
    {
        static int[] Draw(int? seed)
        {
            IHostEnvironment env = new MLContext(seed);
            return [env.Register("A").Rand.Next(), env.Register("B").Rand.Next()];
        }

        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));
    }

    [Fact]
    public void EveryRegistrationDrawsFromItsParent()
    {
        IHostEnvironment one = new MLContext(5);
        IHostEnvironment other = new MLContext(5);
        other.Register("Before");

        Assert.NotEqual(one.Register("A").Rand.Next(), other.Register("A").Rand.Next());
    }

    [Fact]
    public void ARegistrationWithASeedDependsOnThatSeedAndDrawsNothing()
    {
        IHostEnvironment one = new MLContext(5);
        IHostEnvironment other = new MLContext(6);
        IHostEnvironment again = new MLContext(5);

        Assert.Equal(one.Register("A", seed: 9).Rand.Next(), other.Register("B", seed: 9).Rand.Next());
        Assert.Equal(one.Register("C").Rand.Next(), again.Register("C").Rand.Next());
    }

    [Fact]
    public void SeedAndDeviceSettingsAreSeenInContextEnvironmentAndHosts()
    {
        var context = new MLContext(11) { GpuDeviceId = 2, FallbackToCpu = true, TempFilePath = "/somewhere" };
        var env = MLNetInternals.Env(context.Transforms);

        foreach (object place in new object[] { context, env, env.Register("Host") })
        {
            Assert.Equal(11, MLNetInternals.Seed(place));
            Assert.Equal(2, MLNetInternals.GpuDeviceId(place));
            Assert.True(MLNetInternals.FallbackToCpu(place));
            Assert.Equal("/somewhere", MLNetInternals.TempFilePath(place));
        }
        Assert.Null(MLNetInternals.Seed(new MLContext()));
    }

    [Fact]
    public void OptionsOfTheContextAreSeenInTheEnvironmentButNotInHosts()
    {
        var context = new MLContext();
        context.SetOption("Threads", 3);
        var env = MLNetInternals.Env(context.Transforms);

        Assert.True(MLNetInternals.TryGetOption(env, "Threads", out int threads));
        Assert.Equal(3, threads);
        Assert.False(MLNetInternals.TryGetOption(env, "Threads", out string? _));
        Assert.False(MLNetInternals.TryGetOption(env.Register("Host"), "Threads", out int _));
        Assert.False(context.TryAddOption("Threads", 4));
        Assert.True(context.RemoveOption("Threads"));
        Assert.False(context.TryGetOption("Threads", out threads));
    }

    [Fact]
    public void CancellationReachesTheEnvironmentAndItsHostsEarlierAndLater()
    {
        var context = new MLContext();
        var env = MLNetInternals.Env(context.Transforms);
        var before = env.Register("Before");
        Assert.False(MLNetInternals.IsCanceled(env));

        MLNetInternals.CancelExecution(context);

        Assert.True(MLNetInternals.IsCanceled(env));
        Assert.True(MLNetInternals.IsCanceled(before));
        Assert.True(MLNetInternals.IsCanceled(env.Register("After")));
    }

    [Fact]
    public void ProgressDoesNotReachTheLog()
    {
        var context = new MLContext();
        int messages = 0;
        context.Log += (_, _) => messages++;
        var host = ((IHostEnvironment)context).Register("Reader");

        using (var progress = host.StartProgressChannel("Reading"))
        {
            progress.SetHeader(new ProgressHeader(["loss"], ["rows"]), entry => entry.SetMetric(0, 1));
            progress.Checkpoint(0.5, 10);
            Assert.Throws<InvalidOperationException>(() => progress.Checkpoint(0.5, 10, 20, 30));
        }

        Assert.Equal(0, messages);
    }
}
