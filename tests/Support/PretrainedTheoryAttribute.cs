namespace ContextMemory.MLNet.Tests.Support;

/// <summary>A test of <see cref="PretrainedModels"/> in several cases, skipped where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PretrainedTheoryAttribute : TheoryAttribute
{
    public PretrainedTheoryAttribute() => Skip = PretrainedModels.Skip;
}
