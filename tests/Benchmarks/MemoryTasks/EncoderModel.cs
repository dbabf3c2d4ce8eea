using System.Numerics.Tensors;
using ContextMemory.MLNet.Tasks.Classification;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>A trained encoder.</summary>
internal sealed class EncoderModel(MemoryTask task, ClassificationModel model, int threads) : ITaskModel
{
    public long Parameters => model.ParameterCount;

    public int[] Classify(IReadOnlyList<TaskDocument> documents)
    {
        int[][] codes = [.. documents.Select(document => model.Encode(task.TextOf(document)))];
        var probabilities = new float[documents.Count * task.Classes];
        model.Run(codes, probabilities, threads);
        return [.. probabilities.Chunk(task.Classes).Select(ofDocument => TensorPrimitives.IndexOfMax<float>(ofDocument))];
    }

    public void Dispose()
    {
    }
}
