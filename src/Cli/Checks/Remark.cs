namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Something that is wrong or odd in a row, or in all of them together.</summary>
/// <param name="Line">The number of the line; 0 where it is about the whole file.</param>
/// <param name="Column">The column or member that it is about.</param>
/// <param name="Message">What it is.</param>
/// <param name="IsFault">Whether it keeps the file from being learned from; else it can be, but should be looked at.</param>
internal sealed record Remark(long Line, string Column, string Message, bool IsFault);
