using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class InputOutputColumnPair
{
    public InputOutputColumnPair(string outputColumnName, string inputColumnName = null)
    {
        OutputColumnName = Contracts.CheckNonEmpty(outputColumnName);
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    public string InputColumnName { get; }

    public string OutputColumnName { get; }

    internal static void CheckDistinct(InputOutputColumnPair[] columns)
    {
        Contracts.CheckParam(columns?.Length > 0, nameof(columns), "No columns are given");
        var repeated = columns.GroupBy(column => column.OutputColumnName).FirstOrDefault(group => group.Count() > 1);
        Contracts.CheckParam(repeated == null, nameof(columns), $"Name of the result column '{repeated?.Key}' specified multiple times");
    }

    internal static void Save(ModelSaveContext ctx, InputOutputColumnPair[] columns)
    {
        ctx.Writer.Write(columns.Length);
        foreach (var column in columns)
        {
            ctx.SaveNonEmptyString(column.OutputColumnName);
            ctx.SaveNonEmptyString(column.InputColumnName);
        }
    }

    internal static InputOutputColumnPair[] Load(ModelLoadContext ctx)
    {
        var columns = new InputOutputColumnPair[ctx.Reader.ReadInt32()];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new InputOutputColumnPair(ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
        }
        return columns;
    }
}
