using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Products of feature vectors, dense or sparse, with dense weights.</summary>
internal static class FeatureMath
{
    public static double Dot(this in VBuffer<float> features, float[] weights)
    {
        var values = features.GetValues();
        var indices = features.GetIndices();
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i] * weights[features.IsDense ? i : indices[i]];
        }
        return sum;
    }

    public static double NormSquared(this in VBuffer<float> features)
    {
        double sum = 0;
        foreach (float value in features.GetValues())
        {
            sum += value * value;
        }
        return sum;
    }

    public static bool AreFinite(this in VBuffer<float> features)
    {
        foreach (float value in features.GetValues())
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }
        return true;
    }
}
