namespace ContextMemory.MLNet.Torch.Native;

/// <summary>What an entry of the dynamic segment holds; the numbers are those of the format.</summary>
internal enum DynamicTag : ulong
{
    End = 0,
    Texts = 5,
    VersionDefinitions = 0x6ffffffc,
    VersionDefinitionCount = 0x6ffffffd,
    VersionNeeds = 0x6ffffffe,
    VersionNeedCount = 0x6fffffff,
}
