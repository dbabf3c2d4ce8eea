namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A row as ML.NET reads it: the properties are the columns.</summary>
internal sealed record LabeledRow(string Label, string Text);
