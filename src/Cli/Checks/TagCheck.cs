using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Sentences in columns: the token first, its tag last, an empty line behind each.</summary>
/// <param name="reading">How the file is read.</param>
internal sealed class TagCheck(EntityFileOptions reading) : RowCheck
{
    private const string DocumentStart = "-DOCSTART-";

    private readonly ConllColumns _columns = new("", reading.TokenColumn, reading.TagColumn);

    protected override string LabelColumn => "tag";

    protected override string LabelUnit => "entity";

    protected override string? FindFault(CheckReport report) => EntityFaults.Find(report);

    public override IEnumerable<CheckedRow> Read(string path)
    {
        var sentence = new List<(long Line, string Text)>();
        foreach ((long number, string line) in CheckedFile.Lines(path))
        {
            if (_columns.IsComment(line))
            {
                continue;
            }

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

    private CheckedRow Check(List<(long Line, string Text)> sentence)
    {
        var remarks = new List<Remark>();
        var tokens = new List<string>();
        var tags = new List<string>();
        foreach ((long number, string line) in sentence)
        {
            remarks.AddRange(LoneReturn(number, line));
            string token = line;
            string tag = "O";
            try
            {
                (token, tag) = _columns.Read(number, line);
            }
            catch (EntityDataException exception)
            {
                remarks.Add(Fault(number, "tag", exception));
            }

            if (string.IsNullOrWhiteSpace(token))
            {
                remarks.Add(new Remark(number, "token", "the token is empty", IsFault: false));
            }

            CheckOrder(remarks, number, tags.Count > 0 ? tags[^1] : "O", tag);
            tokens.Add(token);
            tags.Add(tag);
        }

        try
        {
            _columns.EndSentence();
        }
        catch (EntityDataException exception)
        {
            remarks.Add(Fault(sentence[^1].Line, "token", exception));
        }

        return new CheckedRow(
            sentence[0].Line,
            string.Join(' ', tokens),
            tokens.Count,
            [.. TypesLearned(tokens, tags)],
            remarks);
    }

    private static Remark Fault(long line, string column, EntityDataException exception) =>
        new(line, column, $"{exception.Fault}; expected {exception.Expected}", IsFault: true);

    /// <summary>The type of each entity with a token that is not white space.</summary>
    private static IEnumerable<string> TypesLearned(List<string> tokens, List<string> tags) => TagSequence.Read(tags)
        .Where(entity => tokens.Slice(entity.Start, entity.Length).Any(token => !string.IsNullOrWhiteSpace(CanonicalComparer.Canonical(token))))
        .Select(entity => CanonicalComparer.Canonical(entity.Type));

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
