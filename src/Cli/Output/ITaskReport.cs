using System.Text.Json.Nodes;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>How good a model of some task is, for people and for programs.</summary>
internal interface ITaskReport
{
    void Write(TextWriter output);

    /// <summary>Writes the measures of the rows that training was judged by, in one line.</summary>
    void WriteLine(TextWriter output);

    /// <param name="elapsed">The time the command took.</param>
    JsonObject ToJson(TimeSpan elapsed);
}
