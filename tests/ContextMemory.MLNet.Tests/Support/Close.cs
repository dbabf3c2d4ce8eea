using System.Globalization;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Comparison of floats: |actual - expected| &lt;= tolerance * max(1, |expected|).</summary>
internal static class Close
{
    public static double Error(double expected, double actual) =>
        expected.Equals(actual) ? 0 : Math.Abs(actual - expected) / Math.Max(1, Math.Abs(expected));

    public static void All(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values instead of {expected.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            One(expected[i], actual[i], tolerance, what, i);
        }
    }

    public static void All(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values instead of {expected.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            One(expected[i], actual[i], tolerance, what, i);
        }
    }

    public static void Rows(Matrix expected, Matrix actual, double tolerance, string what)
    {
        for (int row = 0; row < expected.Rows; row++)
        {
            All(expected.Row(row), actual.Row(row), tolerance, $"{what}, row {row}");
        }
    }

    /// <summary>Equal to the last bit.</summary>
    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values instead of {expected.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}[{i}]: {actual[i]:R} is not bitwise {expected[i]:R}."));
            }
        }
    }

    private static void One(double expected, double actual, double tolerance, string what, int index)
    {
        // Not "error > tolerance": a NaN must fail.
        if (!(Error(expected, actual) <= tolerance))
        {
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture, $"{what}[{index}]: {actual:R} instead of {expected:R}, error {Error(expected, actual):E1}."));
        }
    }
}
