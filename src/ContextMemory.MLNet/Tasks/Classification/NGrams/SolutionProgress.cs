using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Tells how far the solution of an optimization is: its error falls by about the same factor in every round, so that the logarithm of the
/// error tells how many of the rounds are done.
/// </summary>
/// <param name="tolerance">The error at which it is found.</param>
/// <param name="watch">Counts hundredths of the solution; null where nobody watches.</param>
internal struct SolutionProgress(double tolerance, StageWatch? watch)
{
    /// <summary>What a whole solution counts.</summary>
    public const int Whole = 100;

    private const int RowsBetweenLooks = 256;

    private double _first;
    private int _reported;
    private int _rows;

    /// <summary>Called at every row: looks now and then whether to go on.</summary>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public void Look()
    {
        if (++_rows % RowsBetweenLooks == 0)
        {
            watch?.Add(0);
        }
    }

    /// <summary>Called at the end of every round.</summary>
    /// <param name="error">What is left of it.</param>
    public void Report(double error)
    {
        _first = Math.Max(_first, Math.Max(error, 2 * tolerance));
        double share = Math.Log(_first / Math.Max(error, tolerance)) / Math.Log(_first / tolerance);
        Advance((int)((Whole - 1) * share));
    }

    public void Finish() => Advance(Whole);

    private void Advance(int hundredths)
    {
        if (hundredths > _reported)
        {
            watch?.Add(hundredths - _reported);
            _reported = hundredths;
        }
    }
}
