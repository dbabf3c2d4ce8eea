using Microsoft.ML.Data;

namespace FromMicrosoftMLTorchSharp;

/// <summary>A row of the support messages: what a customer wrote, and what it is about.</summary>
internal sealed class Message
{
    [LoadColumn(0)]
    public string Label { get; set; } = "";

    [LoadColumn(1)]
    public string Text { get; set; } = "";
}
