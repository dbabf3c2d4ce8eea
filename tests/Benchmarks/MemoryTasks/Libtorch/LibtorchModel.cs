using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;

/// <summary>A network that reads documents.</summary>
internal sealed class LibtorchModel(DocumentNet net) : ITaskModel
{
    public DocumentNet Net => net;

    public long Parameters => net.parameters().Sum(parameter => parameter.numel());

    public int[] Classify(IReadOnlyList<TaskDocument> documents)
    {
        net.eval();
        using var noGradient = no_grad();
        var classes = new int[documents.Count];
        int[] byLength = [.. Enumerable.Range(0, documents.Count).OrderBy(document => documents[document].Words.Length)];
        int longest = documents[byLength[^1]].Words.Length;
        foreach (int[] some in byLength.Chunk(net.ReadTogether(longest)))
        {
            using DisposeScope scope = NewDisposeScope();
            using var batch = new PaddedBatch([.. some.Select(document => documents[document])]);
            long[] found = net.forward(batch).argmax(1).data<long>().ToArray();
            for (int i = 0; i < some.Length; i++)
            {
                classes[some[i]] = (int)found[i];
            }
        }

        return classes;
    }

    public void Dispose() => net.Dispose();
}
