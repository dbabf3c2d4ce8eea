using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks.Entities;
using Parquet.Schema;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class MergeCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The folder of 'cmem predict --parts'." };
    private readonly Option<string> _output = new("--output")
    {
        Description = "Where all predictions go, in the order of the input; - is standard output. A name that ends in .gz or .zst is compressed.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => StandardStream.Name,
    };

    public MergeCommand(Terminal terminal)
        : base(
            "merge",
            "Joins predictions in parts, when each part of each task is there once: what comes out is what 'cmem predict --output' writes.",
            "cmem merge parts --output predictions.jsonl")
    {
        _terminal = terminal;
        Arguments.Add(_folder);
        Options.Add(_output);
    }

    protected override void Run(ParseResult arguments)
    {
        string folder = arguments.GetRequiredValue(_folder);
        string output = arguments.GetRequiredValue(_output);
        IReadOnlyList<PartManifest> tasks = PartFolder.Read(folder);
        PredictionFormat format = FormatOf(tasks[0].Job);
        string[] parts = [.. tasks.SelectMany(task => task.Parts).Select(part => Path.Combine(folder, part.File))];
        FileUses files = new FileUses().Reads([.. parts, .. tasks.Select(task => PartManifest.PathOf(folder, new Shard(task.Shard, task.Shards)))]);
        if (output == StandardStream.Name)
        {
            if (format == PredictionFormat.Parquet)
            {
                throw new FailureException("Parquet is written to a file: name one with --output.");
            }

            files.MayWrite("--output", StandardStream.OutputFile);
            CopyText(tasks, folder, format, _terminal.Data);
        }
        else
        {
            files.Writes("--output", output);
            format.CheckCompression(CompressedName.CompressionOf(output));
            using OutputFile file = OutputFile.Create(output);
            if (format == PredictionFormat.Parquet)
            {
                CopyTables(tasks, folder, file);
            }
            else
            {
                CopyText(tasks, folder, format, file.Text);
            }

            file.Commit();
        }

        string[] kernels = [.. tasks.SelectMany(task => task.Parts).Select(part => part.Kernel).Distinct()];
        if (kernels.Length > 1)
        {
            _terminal.Error.WriteLine(
                $"warning: the parts were computed by the kernels {string.Join(" and ", kernels)}, whose last digits may differ; CONTEXTMEMORY_KERNEL chooses one for all.");
        }

        _terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Rows merged: {tasks.Sum(task => task.Rows):N0}, of {tasks.Count:N0} tasks in {parts.Length:N0} parts."));
    }

    private static PredictionFormat FormatOf(JsonObject job) =>
        Enum.TryParse((string?)job[PartJob.Format], ignoreCase: true, out PredictionFormat format)
            ? format
            : throw new FailureException($"The manifests tell of the format '{job[PartJob.Format]}', which this version does not know.");

    private static void CopyText(IReadOnlyList<PartManifest> tasks, string folder, PredictionFormat format, TextWriter output)
    {
        JsonObject job = tasks[0].Job;
        bool isNumbered = format == PredictionFormat.Tsv && (string?)job[PartJob.Task] == Extractor.Task;
        var text = new PartText(format, isNumbered ? job[PartJob.Columns]!.AsArray().Count : null, output);
        foreach ((WrittenPart part, long rowsBefore) in Parts(tasks))
        {
            using var reader = new StreamReader(InputFile.OpenText(Path.Combine(folder, part.File)), Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
            text.Copy(reader, rowsBefore);
        }
    }

    private static void CopyTables(IReadOnlyList<PartManifest> tasks, string folder, OutputFile output)
    {
        ParquetTable? table = null;
        foreach ((WrittenPart part, long rowsBefore) in Parts(tasks))
        {
            using ParquetFile file = ParquetFile.Open(Path.Combine(folder, part.File));
            if (table is null)
            {
                // The first is the number of the row, which every table has.
                table = new ParquetTable([], file.Columns.Skip(1).Cast<DataField>().Select(column => new TableColumn(column.Name, column.ClrType)));
                table.Begin(output);
            }

            object?[] values = new object?[file.Columns.Count];
            for (int group = 0; group < file.GroupRows.Count; group++)
            {
                foreach (IReadOnlyDictionary<string, object> row in file.ReadGroup(group))
                {
                    for (int i = 0; i < values.Length; i++)
                    {
                        values[i] = row.GetValueOrDefault(file.Columns[i].Name);
                    }

                    values[0] = (long)values[0]! + rowsBefore;
                    table.Write(values);
                }
            }
        }

        table!.End();
    }

    /// <summary>The parts in order, and how many rows are before those of the task that each is of.</summary>
    private static IEnumerable<(WrittenPart Part, long RowsBefore)> Parts(IReadOnlyList<PartManifest> tasks)
    {
        long rows = 0;
        foreach (PartManifest task in tasks)
        {
            foreach (WrittenPart part in task.Parts)
            {
                yield return (part, rows);
            }

            rows += task.Rows;
        }
    }
}
