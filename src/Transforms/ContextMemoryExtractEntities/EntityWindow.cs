using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;
using Microsoft.ML;

namespace ContextMemory.MLNet;

/// <summary>Texts whose entities are found together.</summary>
internal sealed class EntityWindow(EntityModel model, DataViewRow source, DataViewSchema.Column input, int threads) : RowWindow
{
    private readonly EntityExtractor _extractor = new(model);
    private readonly Func<TokenizedText> _read = TokenizedTextReader.Create(source, input);
    private readonly List<TokenizedText> _texts = [];
    private ExtractedText[] _results = [];

    public (TokenizedText Text, IReadOnlyList<FoundEntity> Entities) Entities(int row) => (_texts[row], Result(row).Entities);

    public (TokenizedText Text, IReadOnlyList<TokenSpan> Tokens) Tokens(int row) => (_texts[row], _texts[row].Tokens);

    public (TokenizedText Text, IReadOnlyList<int> Tags) Tags(int row) => (_texts[row], Result(row).Tags);

    public override void Clear()
    {
        base.Clear();
        _texts.Clear();
    }

    protected override int Read()
    {
        _texts.Add(_read());
        return _texts[^1].Text.Length;
    }

    protected override void Compute() => _results = _extractor.Extract(_texts, threads);

    private ExtractedText Result(int row)
    {
        EnsureComputed();
        return _results[row];
    }
}
