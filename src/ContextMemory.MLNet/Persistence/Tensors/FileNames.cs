namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>Names of files and folders that stand in files of a model.</summary>
internal static class FileNames
{
    /// <summary>Whether it names something directly in a folder, on every system: nothing above, below or elsewhere.</summary>
    public static bool IsPlain(string name) => name is not ("" or "." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;
}
