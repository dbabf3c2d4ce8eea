namespace ContextMemory.MLNet.Tests.Support;

/// <summary>A test of <see cref="PretrainedModels"/>, skipped where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PretrainedFactAttribute : FactAttribute
{
    public PretrainedFactAttribute() => Skip = PretrainedModels.Skip;
}
