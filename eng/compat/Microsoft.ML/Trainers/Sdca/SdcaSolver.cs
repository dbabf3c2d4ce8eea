using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A row as the solver sees it.</summary>
internal readonly record struct SdcaRow(int Index, VBuffer<float> Features, int Label, float Weight);

/// <summary>
/// Stochastic dual coordinate ascent (Shalev-Shwartz and Zhang 2013) for what ML.NET's SdcaMaximumEntropy minimizes: the mean over
/// the rows of the logistic losses of the true class against each other class, plus lambda times (half the squared weights plus l1
/// times the absolute weights). A bias is the weight of a feature that is always 1.
/// </summary>
internal sealed class SdcaSolver
{
    private readonly int _rowCount;
    private readonly int _classCount;
    private readonly double _lambda;
    private readonly float _l1;
    private readonly double[] _duals;
    // What the duals sum up to; with L1 the weights are its soft-thresholded values.
    private readonly float[][] _sums;

    public SdcaSolver(int rowCount, int classCount, int featureCount, float lambda, float l1)
    {
        _rowCount = rowCount;
        _classCount = classCount;
        _lambda = lambda;
        _l1 = l1;
        _duals = new double[rowCount * classCount];
        _sums = Enumerable.Range(0, classCount).Select(_ => new float[featureCount + 1]).ToArray();
        Weights = l1 == 0 ? _sums : Enumerable.Range(0, classCount).Select(_ => new float[featureCount + 1]).ToArray();
    }

    /// <summary>For each class the weights of the features and, last, the bias.</summary>
    public float[][] Weights { get; }

    /// <summary>Maximizes the dual along the coordinates of one row, one class after the other.</summary>
    public void Update(SdcaRow row)
    {
        double normSquared = row.Features.NormSquared() + 1;
        double scale = row.Weight / (_lambda * _rowCount);
        double step = 1 / Math.Max(1, 0.25 + (2 * normSquared * scale));
        double labelOutput = Output(row, row.Label);
        double labelUpdate = 0;
        for (int i = 0; i < _classCount; i++)
        {
            if (i == row.Label)
            {
                continue;
            }
            ref double dual = ref _duals[(row.Index * _classCount) + i];
            double margin = labelOutput + (labelUpdate * normSquared) - Output(row, i);
            double change = ((1 / (1 + Math.Exp(margin))) - dual) * step;
            dual += change;
            labelUpdate += change * scale;
            Add(row.Features, i, -change * scale);
        }
        Add(row.Features, row.Label, labelUpdate);
    }

    /// <summary>The value of the minimized function, and of the dual function, which is never greater and at the optimum the same.</summary>
    public (double Primal, double Dual) Objectives(IEnumerable<SdcaRow> rows)
    {
        double loss = 0;
        double dualLoss = 0;
        foreach (var row in rows)
        {
            double labelOutput = Output(row, row.Label);
            for (int i = 0; i < _classCount; i++)
            {
                if (i != row.Label)
                {
                    loss += row.Weight * Math.Log(1 + Math.Exp(Output(row, i) - labelOutput));
                    dualLoss += row.Weight * Entropy(_duals[(row.Index * _classCount) + i]);
                }
            }
        }
        double squares = Weights.Sum(weights => weights.Sum(w => (double)w * w));
        double absolutes = Weights.Sum(weights => weights.Sum(w => (double)Math.Abs(w)));
        return ((loss / _rowCount) + (_lambda * ((squares / 2) + (_l1 * absolutes))), (dualLoss / _rowCount) - (_lambda * squares / 2));
    }

    private static double Entropy(double p) => p is <= 0 or >= 1 ? 0 : -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));

    private double Output(SdcaRow row, int classIndex) => row.Features.Dot(Weights[classIndex]) + Weights[classIndex][^1];

    private void Add(in VBuffer<float> features, int classIndex, double factor)
    {
        var values = features.GetValues();
        var indices = features.GetIndices();
        for (int i = 0; i < values.Length; i++)
        {
            Add(classIndex, features.IsDense ? i : indices[i], factor * values[i]);
        }
        Add(classIndex, _sums[classIndex].Length - 1, factor);
    }

    private void Add(int classIndex, int feature, double change)
    {
        float sum = _sums[classIndex][feature] += (float)change;
        if (_l1 > 0)
        {
            Weights[classIndex][feature] = Math.Sign(sum) * Math.Max(0, Math.Abs(sum) - _l1);
        }
    }
}
