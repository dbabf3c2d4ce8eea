using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Transforms.Tests.Support;

/// <summary>What reaches mlContext.Log from a source whose name begins like this.</summary>
internal sealed class LogWatch
{
    private readonly List<(ChannelMessageKind Kind, string Text)> _messages = [];

    public LogWatch(MLContext context, string source) => context.Log += (_, message) =>
    {
        if (message.Source.StartsWith(source, StringComparison.Ordinal))
        {
            _messages.Add((message.Kind, message.RawMessage));
        }
    };

    public IEnumerable<string> Infos => Of(ChannelMessageKind.Info);

    public IEnumerable<string> Warnings => Of(ChannelMessageKind.Warning);

    private IEnumerable<string> Of(ChannelMessageKind kind) =>
        _messages.Where(message => message.Kind == kind).Select(message => message.Text);
}
