using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Texts with entities in characters, a JSON object a line.</summary>
internal sealed class AnnotationCheck : RowCheck
{
    private const string Column = "entities";

    protected override string LabelColumn => Column;

    protected override string LabelUnit => "entity";

    public override IEnumerable<CheckedRow> Read(string path) =>
        ReadLines(path, (number, line) => JsonLine.IsBlank(line) ? null : Check(path, number, line));

    protected override string? FindFault(CheckReport report) => EntityFaults.Find(report);

    private static CheckedRow Check(string path, long number, string line)
    {
        string text;
        EntitySpan[] entities;
        try
        {
            (text, entities) = new EntityJsonlReader(path).Read([line]).Single();
        }
        catch (EntityDataException exception)
        {
            return CheckedRow.Unreadable(number, line, exception.Fault);
        }

        List<Remark> remarks = [.. EmptyText(number, "text", text)];
        remarks.AddRange(SpanFault.FindAll(text, entities)
            .Select(fault => new Remark(number, Column, $"{fault.Found}; expected {fault.Expected}", IsFault: true)));
        TokenizedText tokens = TokenizedText.Of(text);
        foreach (EntitySpan entity in entities.Where(entity => entity.Start >= 0 && entity.Length > 0 && entity.Length <= text.Length - entity.Start))
        {
            string name = text.Substring(entity.Start, entity.Length);
            if (SpanAlignment.ToTokens(tokens, entity) is null)
            {
                remarks.Add(new Remark(number, Column, $"the {entity.Type} at {entity.Start} covers no word", IsFault: false));
            }
            else if (SpanAlignment.CutsToken(tokens, entity))
            {
                remarks.Add(new Remark(number, Column, $"the {entity.Type} '{name}' at {entity.Start} cuts a word", IsFault: false));
            }
            else if (name.Trim().Length < name.Length)
            {
                remarks.Add(new Remark(number, Column, $"the {entity.Type} '{name}' at {entity.Start} begins or ends with a space", IsFault: false));
            }
        }

        // What covers no word is not learned.
        IEnumerable<string> types = entities.Where(entity => SpanAlignment.ToTokens(tokens, entity) is not null).Select(entity => entity.Type);
        return new CheckedRow(number, text, tokens.Tokens.Count, [.. types], remarks);
    }
}
