namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Rows as the learner keeps them: token codes and classes.</summary>
internal sealed class EncodedRows
{
    public List<int[]> Documents { get; } = [];

    public List<int> Labels { get; } = [];

    public void Add(int[] codes, int label)
    {
        Documents.Add(codes);
        Labels.Add(label);
    }
}
