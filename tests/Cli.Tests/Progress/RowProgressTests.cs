using ContextMemory.MLNet.Cli.Progress;

namespace ContextMemory.MLNet.Cli.Tests.Progress;

public class RowProgressTests
{
    [Fact]
    public void A_terminal_sees_rows_speed_and_time_left()
    {
        string[] lines = Report(isTerminal: true, bytes: 1_000).Split('\r', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches(@"^2 rows, [0-9,]+ rows/s, 50%, \d+:\d\d left *\n$", lines[^1].ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_is_not_known_is_not_told() => Assert.Matches(@"^2 rows, [0-9,]+ rows/s *\n$", Report(isTerminal: true, bytes: null).Split('\r')[^1].ReplaceLineEndings("\n"));

    [Fact]
    public void A_log_file_sees_nothing() => Assert.Equal("", Report(isTerminal: false, bytes: 1_000));

    private static string Report(bool isTerminal, long? bytes)
    {
        var error = new StringWriter();
        var terminal = new Terminal { Input = Stream.Null, StandardOutput = TextWriter.Null, StandardError = error, ErrorIsTerminal = isTerminal };
        using (var progress = new RowProgress(terminal, bytes))
        {
            progress.CountRead(100);
            progress.Report(1);
            Thread.Sleep(600);
            progress.CountRead(400);
            progress.Report(2);
        }

        return error.ToString();
    }
}
