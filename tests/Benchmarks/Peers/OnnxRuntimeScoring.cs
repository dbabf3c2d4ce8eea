using ContextMemory.MLNet.Benchmarks.Speed;
using Microsoft.ML.OnnxRuntime;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>ONNX Runtime scores, with all optimizations of the graph.</summary>
internal sealed class OnnxRuntimeScoring : PeerWay
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames = [OnnxClassifier.Input];
    private readonly string[] _outputNames;
    private readonly OrtValue[][] _codes;
    private readonly float[] _logits;
    private readonly OrtValue[] _output;

    /// <param name="options">What is measured.</param>
    /// <param name="workload">Has the weights and the batches.</param>
    /// <param name="usesOwnAttention">Whether attention is one operator of ONNX Runtime, not products and a softmax.</param>
    public OnnxRuntimeScoring(WorkloadOptions options, Workload workload, bool usesOwnAttention = false)
    {
        var classifier = new OnnxClassifier(options, new NamedWeights(workload.Model)) { UsesOwnAttention = usesOwnAttention };
        byte[] model = classifier.Write();
        using var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        _session = new InferenceSession(model, settings);
        _outputNames = [classifier.Output];
        _codes = [.. Enumerable.Range(0, Workload.BatchCount).Select(batch => (OrtValue[])[CodesOf(workload.Batch(batch), options.Encoder is RecurrentOptions)])];
        _logits = new float[options.BatchSize * options.Classes];
        _output = [OrtValue.CreateTensorValueFromMemory(_logits, [options.BatchSize, options.Classes])];
    }

    public override float[] LogitsOf(int batch)
    {
        Step(batch);
        return [.. _logits];
    }

    public override void Step(int batch) => _session.Run(_run, _inputNames, _codes[batch], _outputNames, _output);

    public override void Dispose()
    {
        foreach (OrtValue value in _codes.SelectMany(codes => codes).Concat(_output))
        {
            value.Dispose();
        }

        _run.Dispose();
        _session.Dispose();
    }

    private static OrtValue CodesOf(int[][] documents, bool isTimeFirst)
    {
        (int count, int length) = (documents.Length, documents[0].Length);
        var codes = new long[count * length];
        for (int document = 0; document < count; document++)
        {
            for (int i = 0; i < length; i++)
            {
                codes[isTimeFirst ? i * count + document : document * length + i] = documents[document][i];
            }
        }

        return OrtValue.CreateTensorValueFromMemory(codes, isTimeFirst ? [length, count] : [count, length]);
    }
}
