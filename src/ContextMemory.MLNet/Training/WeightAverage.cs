using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// A moving average of the weights (Polyak and Juditsky 1992; Tarvainen and Valpola 2017, equation 1): what is further back than the
/// window counts less and less. Until as much has been seen as the window is long, it is the plain mean.
/// </summary>
internal sealed class WeightAverage
{
    private const int UpdatesPerEpoch = 8;

    private readonly Weights _weights;
    private readonly int _interval;
    private readonly double _leastShare;

    /// <param name="weights">What is averaged.</param>
    /// <param name="epochs">How long the window is.</param>
    /// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
    public WeightAverage(Weights weights, double epochs, int stepsPerEpoch)
    {
        _weights = weights;
        _interval = Math.Max(1, stepsPerEpoch / UpdatesPerEpoch);
        _leastShare = 1 - Math.Exp(-_interval / (epochs * stepsPerEpoch));
        Values = new float[weights.Learned.Length];
    }

    /// <summary>The average, once there has been an update.</summary>
    public float[] Values { get; }

    /// <summary>Updates made.</summary>
    public int Updates { get; set; }

    /// <summary>Whether the weights after this step, the first being 1, belong in the average.</summary>
    public bool Takes(int step) => step % _interval == 0;

    /// <summary>Takes the weights in; every row of every table must be up to date.</summary>
    public void Update()
    {
        Updates++;
        float share = (float)Math.Max(_leastShare, 1.0 / Updates);
        ReadOnlySpan<float> weights = _weights.Learned;
        for (int i = 0; i < weights.Length; i++)
        {
            // In this form the average of what does not move is the same to the bit.
            Values[i] += share * (weights[i] - Values[i]);
        }
    }

    /// <summary>Exchanges the weights and the average: once for the average to be measured, once more to learn on.</summary>
    public void Exchange()
    {
        Span<float> weights = _weights.Learned;
        for (int i = 0; i < weights.Length; i++)
        {
            (weights[i], Values[i]) = (Values[i], weights[i]);
        }

        _weights.LearnedChanged();
    }
}
