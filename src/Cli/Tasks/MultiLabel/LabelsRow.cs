namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>A text with any number of labels as ML.NET reads it: the properties are the columns.</summary>
internal sealed class LabelsRow
{
    public string Text { get; set; } = "";

    public string[] Labels { get; set; } = [];
}
