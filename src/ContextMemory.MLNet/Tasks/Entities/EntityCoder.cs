using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Turns a text's tokens into rows of the model's tables.</summary>
/// <param name="words">The known words.</param>
/// <param name="spelling">The known shapes and affixes.</param>
/// <param name="context">The known features of a token and of those around it.</param>
/// <param name="hashBuckets">Rows for character n-grams.</param>
internal sealed class EntityCoder(FeatureIndex words, FeatureIndex spelling, FeatureIndex context, int hashBuckets)
{
    // Before the n-grams' rows: that of a token that has none.
    private const int FirstNGram = 1;

    public FeatureIndex Words => words;

    public FeatureIndex Spelling => spelling;

    public FeatureIndex Context => context;

    public int HashBuckets => hashBuckets;

    /// <summary>Lists of names that are looked for.</summary>
    public IReadOnlyList<Gazetteer> Gazetteers { get; set; } = [];

    /// <summary>The known characters, where the model reads words character by character.</summary>
    public CharacterCoder? Characters { get; set; }

    public int NGramRows => FirstNGram + hashBuckets;

    public EntityCodes Encode(TokenizedText text)
    {
        var features = new TokenFeatures(Gazetteers);
        features.Read(text);
        var wordRows = new int[features.TokenCount];
        var repeats = new int[features.TokenCount];
        var blanks = new bool[features.TokenCount];
        var nGrams = new List<int>();
        var spellingRows = new List<int>();
        var contextRows = new List<int>();
        var found = new List<ulong>();
        var firsts = new Dictionary<ulong, int>();
        for (int token = 0; token < wordRows.Length; token++)
        {
            ulong word = features.Word(token);
            wordRows[token] = words[word];
            firsts.TryAdd(word, token);
            repeats[token] = firsts[word];
            blanks[token] = text.IsBlank(token);
            AddNGrams(text[token], nGrams);
            found.Clear();
            features.AddSpelling(token, found);
            AddKnown(spelling, found, spellingRows);
            found.Clear();
            features.AddContext(token, found);
            AddKnown(context, found, contextRows);
        }

        return new EntityCodes(wordRows, [.. nGrams], [.. spellingRows], [.. contextRows], repeats, blanks, Characters?.Encode(text) ?? []);
    }

    private void AddNGrams(ReadOnlySpan<char> token, List<int> codes)
    {
        if (token.IsEmpty)
        {
            codes.Add(FeatureIndex.UnknownRow);
            return;
        }

        CharacterNGrams.Encode(token[..Math.Min(token.Length, WordTokenizer.MaximumTokenLength)], FirstNGram, hashBuckets, codes);
    }

    private static void AddKnown(FeatureIndex index, List<ulong> features, List<int> codes)
    {
        bool isFirst = true;
        foreach (ulong feature in features)
        {
            int row = index[feature];
            if (row != FeatureIndex.UnknownRow)
            {
                codes.Add(isFirst ? row : ~row);
                isFirst = false;
            }
        }

        if (isFirst)
        {
            codes.Add(FeatureIndex.UnknownRow);
        }
    }

    /// <summary>Learns from the training texts what is known.</summary>
    public sealed class Builder
    {
        private readonly EntityFeatureOptions _options;
        private readonly Gazetteer[] _gazetteers;
        private readonly TokenFeatures _features;
        private readonly FeatureIndex.Builder _words = new();
        private readonly FeatureIndex.Builder _spelling = new();
        private readonly FeatureIndex.Builder _context = new();
        private readonly CharacterCoder.Builder _characters = new();
        private readonly List<ulong> _found = [];

        /// <exception cref="IOException">A list of names cannot be opened.</exception>
        /// <exception cref="InvalidDataException">A list of names is empty, or none.</exception>
        public Builder(EntityFeatureOptions options)
        {
            _options = options;
            _gazetteers = [.. options.Gazetteers.Select(Gazetteer.Read)];
            _features = new TokenFeatures(_gazetteers);
        }

        public void Add(TokenizedText text)
        {
            _features.Read(text);
            if (_options.Characters is not null)
            {
                _characters.Add(text);
            }

            for (int token = 0; token < _features.TokenCount; token++)
            {
                _words.Add(_features.Word(token));
                _found.Clear();
                _features.AddSpelling(token, _found);
                _found.ForEach(_spelling.Add);
                _found.Clear();
                _features.AddContext(token, _found);
                _found.ForEach(_context.Add);
            }
        }

        public EntityCoder Build() => new(
            _words.Build(_options.MinimumWordCount, _options.MaximumWords),
            _spelling.Build(_options.MinimumFeatureCount, _options.MaximumFeatures),
            _context.Build(_options.MinimumFeatureCount, _options.MaximumFeatures),
            _options.HashBuckets)
        {
            Gazetteers = _gazetteers,
            Characters = _options.Characters is null ? null : _characters.Build(_options.MinimumFeatureCount),
        };
    }
}
