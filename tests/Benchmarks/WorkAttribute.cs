namespace ContextMemory.MLNet.Benchmarks;

/// <summary>How much one call does: a factor times the values of some of the benchmark's parameters.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WorkAttribute(string unit, double unitSize, double factor, params string[] factors) : Attribute
{
    public string Unit => unit;

    public double UnitSize => unitSize;

    public double Factor => factor;

    public string[] Factors => factors;
}
