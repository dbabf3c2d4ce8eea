using Microsoft.ML.OnnxRuntime;

namespace ContextMemory.MLNet.Benchmarks.PretrainedSpeed;

/// <summary>A transformer on ONNX Runtime, with all optimizations of the graph: documents sorted by length, 32 together, padded to the longest.</summary>
internal sealed class OnnxRuntimeModel : IDisposable
{
    private const int Together = 32;

    private readonly InferenceSession _session;

    public OnnxRuntimeModel(string path, int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        _session = new InferenceSession(path, options);
    }

    public void Run(int[][] documents)
    {
        foreach (int[][] batch in documents.OrderByDescending(document => document.Length).Chunk(Together))
        {
            int length = batch[0].Length;
            var codes = new long[batch.Length * length];
            var mask = new long[codes.Length];
            for (int document = 0; document < batch.Length; document++)
            {
                for (int i = 0; i < batch[document].Length; i++)
                {
                    codes[document * length + i] = batch[document][i];
                    mask[document * length + i] = 1;
                }
            }

            long[] shape = [batch.Length, length];
            using OrtValue codeValue = OrtValue.CreateTensorValueFromMemory(codes, shape);
            using OrtValue maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
            using OrtValue typeValue = OrtValue.CreateTensorValueFromMemory(new long[codes.Length], shape);
            using var run = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
                run, ["input_ids", "attention_mask", "token_type_ids"], [codeValue, maskValue, typeValue], [_session.OutputNames[0]]);
        }
    }

    public void Dispose() => _session.Dispose();
}
