using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0.2, 10, new[] { 0.5, 1, 8 / 9.0, 7 / 9.0, 6 / 9.0, 5 / 9.0, 4 / 9.0, 3 / 9.0, 2 / 9.0, 1 / 9.0 })]
    [InlineData(0.0, 4, new[] { 1, 0.75, 0.5, 0.25 })]
    [InlineData(1.0, 4, new[] { 0.25, 0.5, 0.75, 1 })]
    [InlineData(0.05, 1, new[] { 1.0 })]
    [InlineData(0.3, 5, new[] { 0.5, 1, 0.75, 0.5, 0.25 })]
    public void Rises_in_a_line_to_the_peak_and_falls_in_a_line(double warmupShare, int steps, double[] expected)
    {
        var schedule = new LearningRateSchedule(0.01, warmupShare, steps);
        Assert.Equal(expected.Length, steps);
        for (int step = 1; step <= steps; step++)
        {
            Assert.Equal(0.01 * expected[step - 1], schedule.Rate(step), 1e-9);
        }
    }
}
