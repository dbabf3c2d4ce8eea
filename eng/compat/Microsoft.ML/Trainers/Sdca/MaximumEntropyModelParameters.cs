using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

public sealed class MaximumEntropyModelParameters : IMulticlassModel
{
    private readonly float[][] _weights;
    private readonly float[] _biases;

    internal MaximumEntropyModelParameters(float[][] weights, float[] biases)
    {
        _weights = weights;
        _biases = biases;
    }

    void IMulticlassModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)features.Dot(_weights[i]) + _biases[i];
        }
        Softmax(scores);
    }

    void IMulticlassModel.Save(BinaryWriter writer)
    {
        writer.Write(_weights.Length);
        writer.Write(_weights[0].Length);
        foreach (float value in _weights.SelectMany(row => row).Concat(_biases))
        {
            writer.Write(value);
        }
    }

    private static void Softmax(Span<float> values)
    {
        float max = float.NegativeInfinity;
        foreach (float value in values)
        {
            max = Math.Max(max, value);
        }
        float sum = 0;
        foreach (ref float value in values)
        {
            value = MathF.Exp(value - max);
            sum += value;
        }
        foreach (ref float value in values)
        {
            value /= sum;
        }
    }

    internal static MaximumEntropyModelParameters Load(BinaryReader reader)
    {
        int classCount = reader.ReadInt32();
        int featureCount = reader.ReadInt32();
        float[] Read(int count) => Enumerable.Range(0, count).Select(_ => reader.ReadSingle()).ToArray();
        var weights = Enumerable.Range(0, classCount).Select(_ => Read(featureCount)).ToArray();
        return new MaximumEntropyModelParameters(weights, Read(classCount));
    }
}
