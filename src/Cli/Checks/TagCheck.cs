using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Sentences in columns: the token first, its tag last, an empty line behind each.</summary>
internal sealed class TagCheck : RowCheck
{
    private const string DocumentStart = "-DOCSTART-";

    protected override string LabelColumn => "tag";

    protected override string LabelUnit => "entity";

    protected override string? FindFault(CheckReport report) => EntityFaults.Find(report);

    public override IEnumerable<CheckedRow> Read(string path)
    {
        var sentence = new List<(long Line, string Text)>();
        foreach ((long number, string line) in CheckedFile.Lines(path))
        {
            bool isToken = !string.IsNullOrWhiteSpace(line) && !line.StartsWith(DocumentStart, StringComparison.Ordinal);
            if (isToken)
            {
                sentence.Add((number, line));
            }
            else if (sentence.Count > 0)
            {
                yield return Check(sentence);
                sentence.Clear();
            }
        }

        if (sentence.Count > 0)
        {
            yield return Check(sentence);
        }
    }

    private static CheckedRow Check(List<(long Line, string Text)> sentence)
    {
        var remarks = new List<Remark>();
        var tokens = new List<string>();
        var tags = new List<string>();
        foreach ((long number, string line) in sentence)
        {
            remarks.AddRange(LoneReturn(number, line));
            string[] columns = line.Contains('\t', StringComparison.Ordinal)
                ? line.Split('\t')
                : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string tag = columns[^1].Trim();
            if (columns.Length < 2)
            {
                remarks.Add(new Remark(number, "tag", $"there is one column only, '{line}'; expected token<TAB>tag", IsFault: true));
                tag = "O";
            }
            else if (!TagSequence.TryParse(tag, out _, out _))
            {
                remarks.Add(new Remark(number, "tag", $"'{tag}' is no tag; expected {TagSequence.Expected}", IsFault: true));
                tag = "O";
            }

            if (columns[0].Trim().Length == 0)
            {
                remarks.Add(new Remark(number, "token", "the token is empty", IsFault: false));
            }

            CheckOrder(remarks, number, tags.Count > 0 ? tags[^1] : "O", tag);
            tokens.Add(columns[0]);
            tags.Add(tag);
        }

        return new CheckedRow(
            sentence[0].Line,
            string.Join(' ', tokens),
            tokens.Count,
            [.. TagSequence.Read(tags, TagReading.Conlleval).Select(entity => entity.Type)],
            remarks);
    }

    private static void CheckOrder(List<Remark> remarks, long line, string previous, string tag)
    {
        TagSequence.TryParse(previous, out char before, out string typeBefore);
        TagSequence.TryParse(tag, out char place, out string type);
        bool goesOn = place is 'I' or 'E';
        if (goesOn && (before is not ('B' or 'I') || type != typeBefore))
        {
            remarks.Add(new Remark(line, "tag", $"'{tag}' follows '{previous}': no B-{type} began the entity", IsFault: false));
        }
    }
}
