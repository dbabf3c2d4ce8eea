using System.Globalization;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>What went on in a model's memories, as a person reads it.</summary>
/// <param name="trace">What is shown.</param>
/// <param name="rows">The most rows of a table.</param>
internal sealed class TraceReport(ContextMemoryTrace trace, int rows)
{
    // More in a cell would be read by nobody.
    private const int TokensInCell = 5;

    public void Write(TextWriter output)
    {
        int segments = (trace.TokenCount + trace.SegmentLength - 1) / trace.SegmentLength;
        output.WriteLine(Line($"tokens    {trace.TokenCount:N0}, in {segments:N0} {(segments == 1 ? "segment" : "segments")} of {trace.SegmentLength:N0} at most"));
        if (trace.Scores.Count > 0)
        {
            output.WriteLine($"scores    {Scores()}");
        }

        if (trace.Members.Count == 0)
        {
            output.WriteLine("The model has no encoder: its linear part answers alone, and has no memory to look into.");
        }

        foreach ((int number, MemberTrace member) in trace.Members.Index())
        {
            foreach (LayerTrace layer in member.Layers)
            {
                output.WriteLine();
                string place = Line($"member {number}, layer {layer.Layer}");
                Table table = layer switch
                {
                    GateTrace gates => Gates(output, place, gates),
                    SlotMemoryTrace slots => Slots(output, place, slots),
                    DeltaMemoryTrace delta => Heads(output, place, delta),
                    AttentionTrace attention => Attention(output, place, attention),
                    _ => throw new ArgumentException($"No layer is a {layer.GetType().Name}.", nameof(trace)),
                };
                PlainConsole.Create(output).Write(table);
            }
        }
    }

    private Table Gates(TextWriter output, string place, GateTrace gates)
    {
        TimeConstants times = gates.TimeConstants;
        IEnumerable<string> units = gates.SlowestUnits.Take(TokensInCell).Select(unit => Line($"{unit.Unit} ({unit.TimeConstant:N1})"));
        output.WriteLine($"{place}, reading {(gates.IsReverse ? "backwards" : "forwards")}: the tokens that are written most");
        output.WriteLine(Line(
            $"units keep for {times.Minimum:N1} to {times.Maximum:N1} tokens (quartiles {times.LowerQuartile:N1}, {times.Median:N1}, {times.UpperQuartile:N1})"));
        output.WriteLine($"slowest units  {string.Join(", ", units)}");
        Table table = Create(["token"], ["input gate", "forget gate"]);
        foreach ((int token, float input) in gates.InputGates.Index().OrderByDescending(gate => gate.Item).Take(rows))
        {
            table.AddRow(Token(token), Number(input), Number(gates.ForgetGates[token]));
        }

        return table;
    }

    private Table Slots(TextWriter output, string place, SlotMemoryTrace memory)
    {
        string written = memory.Gates.Count > 0 ? Line($"; {memory.Gates.Count(gate => gate > 0):N0} of {memory.Gates.Count:N0} tokens are written") : "";
        output.WriteLine(Line($"{place}: the fullest of {memory.Slots.Count:N0} slots{written}"));
        Table table = Create(["slot"], ["content", "written"], "last written", "holds", "read by");
        foreach (SlotTrace slot in memory.Slots.OrderByDescending(slot => slot.Content).Take(rows))
        {
            table.AddRow(
                Line($"{slot.Slot}"), Number(slot.Content), Number(slot.Written), slot.LastWritten is { } last ? Token(last) : "", Tokens(slot.Holds), Tokens(slot.Readers));
        }

        return table;
    }

    private Table Heads(TextWriter output, string place, DeltaMemoryTrace memory)
    {
        output.WriteLine($"{place}: what each head writes, and what the last token finds");
        Table table = Create(["head"], ["written tokens", "used capacity"], "written most", "found");
        foreach (DeltaHeadTrace head in memory.Heads)
        {
            table.AddRow(
                Line($"{head.Head}"), Line($"{head.WrittenTokens:N0}"), Number(head.UsedCapacity), Tokens(head.MostWritten), Tokens(head.Queries[^1].Found));
        }

        return table;
    }

    private Table Attention(TextWriter output, string place, AttentionTrace attention)
    {
        output.WriteLine(Line($"{place}: {attention.MeanEarlierShare:P1} of the attention goes to earlier segments"));
        Table table = Create(["token of an earlier segment"], ["attention"]);
        foreach (TokenWeight token in attention.MostAttended.Take(rows))
        {
            table.AddRow(Text($"{token.Token} {token.Text}"), Number(token.Weight));
        }

        return table;
    }

    private string Scores()
    {
        IEnumerable<(int Index, float Item)> best = trace.Scores.Index().OrderByDescending(score => score.Item).Take(TokensInCell);
        return string.Join(", ", best.Select(score => $"{NameOf(score.Index)} {Number(score.Item)}"));

        // Keys that were made without names count from 1.
        string NameOf(int score) => trace.Labels.Count > 0 ? Printable.Value(trace.Labels[score]) : Line($"{score + 1}");
    }

    private string Token(int token) => Text(token < trace.Tokens.Count ? $"{token} {trace.Tokens[token].Text}" : Line($"{token}"));

    private static string Tokens(IReadOnlyList<TokenWeight> tokens) =>
        string.Join(", ", tokens.Take(TokensInCell).Select(token => $"{Text($"{token.Token} {token.Text}")} {Number(token.Weight)}"));

    private static Table Create(string[] names, string[] numbers, params string[] lists)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string name in names)
        {
            table.AddColumn(name);
        }

        foreach (string number in numbers)
        {
            table.AddColumn(number, column => column.RightAligned());
        }

        foreach (string list in lists)
        {
            table.AddColumn(list);
        }

        return table;
    }

    private static string Text(string text) => Markup.Escape(Printable.Value(text));

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
