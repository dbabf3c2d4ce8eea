namespace ContextMemory.MLNet;

/// <summary>
/// How the time constants of a layer's units are distributed. A unit's is -1 / ln(f), with f the mean of its forget gate over all tokens: behind
/// so many tokens 1/e of what it held is left. 0 to 16,777,216 tokens, which is where a gate in single precision cannot be told from 1.
/// </summary>
/// <param name="Minimum">Of the fastest unit.</param>
/// <param name="LowerQuartile">A quarter of the units are no slower.</param>
/// <param name="Median">Half of the units are no slower.</param>
/// <param name="UpperQuartile">Three quarters of the units are no slower.</param>
/// <param name="Maximum">Of the slowest unit.</param>
public sealed record TimeConstants(double Minimum, double LowerQuartile, double Median, double UpperQuartile, double Maximum);
