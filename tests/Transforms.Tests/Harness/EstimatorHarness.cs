namespace Transforms.Tests.Harness;

/// <summary>What must hold of every estimator is tested on every one, in each of its uses.</summary>
public abstract class EstimatorHarness
{
    public static TheoryData<string> Cases => [.. EstimatorCase.All.Select(one => one.Name)];
}
