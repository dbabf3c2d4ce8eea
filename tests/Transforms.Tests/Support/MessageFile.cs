using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.Support;

/// <summary>The data file that this process and the host read in the same way.</summary>
internal static class MessageFile
{
    public static string Write(TemporaryFolder folder, IEnumerable<Message> messages) =>
        folder.Write("data.tsv", messages.Select(message => $"{message.Topic}\t{message.Text}"));

    public static IDataView Load(MLContext context, string path) => context.Data.LoadFromTextFile(
        path, [new TextLoader.Column("Topic", DataKind.String, 0), new TextLoader.Column("Text", DataKind.String, 1)]);
}
