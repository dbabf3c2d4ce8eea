using ContextMemory.MLNet.Tasks;
using Microsoft.ML;

namespace ContextMemory.MLNet.Batching;

/// <summary>Texts that a model turns into a row of numbers each.</summary>
internal sealed class TextModelWindow(ITextModel model, ValueGetter<ReadOnlyMemory<char>> getText, int threads) : RowWindow
{
    private readonly List<int[]> _documents = [];
    private ReadOnlyMemory<char> _text;
    private float[] _results = [];

    /// <summary>The numbers of a row.</summary>
    public ReadOnlyMemory<float> Result(int row)
    {
        EnsureComputed();
        return _results.AsMemory(row * model.ResultSize, model.ResultSize);
    }

    public override void Clear()
    {
        base.Clear();
        _documents.Clear();
    }

    protected override int Read()
    {
        getText(ref _text);
        _documents.Add(model.Encode(_text.Span));
        return _text.Length;
    }

    protected override void Compute()
    {
        int length = _documents.Count * model.ResultSize;
        if (_results.Length < length)
        {
            _results = new float[length];
        }

        model.Run(_documents, _results, threads);
    }
}
