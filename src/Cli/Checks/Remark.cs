namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Something that is wrong or odd in a row.</summary>
/// <param name="Line">The number of the line.</param>
/// <param name="Column">The column or member that it is about.</param>
/// <param name="Message">What it is.</param>
/// <param name="IsFault">Whether the row cannot be learned from; else it can, but should be looked at.</param>
internal sealed record Remark(long Line, string Column, string Message, bool IsFault);
