using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Transforms.Tests.MLNet;

/// <summary>What training relies on in an ML.NET host: log, seed and cancellation.</summary>
public class HostTests
{
    [Fact]
    public void Messages_reach_the_log_with_their_source_at_once()
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
    public void The_same_seed_and_order_of_registration_give_the_same_random_numbers()
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
    public void Cancellation_reaches_the_environment_and_its_hosts_earlier_and_later()
    {
        var context = new MLContext();
        var env = Internals.Environment(context.Transforms);
        var before = env.Register("Before");
        Assert.False(Internals.IsCanceled(env));

        MLNetInternals.CancelExecution(context);

        Assert.True(Internals.IsCanceled(env));
        Assert.True(Internals.IsCanceled(before));
        Assert.True(Internals.IsCanceled(env.Register("After")));
    }
}
