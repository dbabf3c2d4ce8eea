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

    /// <summary>Gives the pieces of tokens, where a transformer reads them.</summary>
    public PieceCoder? Pieces { get; set; }

    /// <summary>So many tokens around a segment may decide what is read in it.</summary>
    public int Reach => Math.Max(TokenFeatures.Reach, Pieces?.Overlap ?? 0);

    public int NGramRows => FirstNGram + hashBuckets;

    public EntityCodes Encode(TokenizedText text) => new Reader(this, text).Read(0, text.Tokens.Count);

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

    /// <summary>Reads a text from its start on, a segment at a time.</summary>
    public sealed class Reader
    {
        private readonly EntityCoder _coder;
        private TokenizedText _text;
        private readonly TokenFeatures _features;
        private readonly List<ulong> _found = [];
        private readonly List<int> _nGrams = [];
        private readonly List<int> _spelling = [];
        private readonly List<int> _context = [];
        private readonly Dictionary<ulong, int> _firsts = [];

        public Reader(EntityCoder coder, TokenizedText text)
        {
            _coder = coder;
            _text = text;
            _features = new TokenFeatures(coder.Gazetteers);
            _features.Start(text);
        }

        /// <summary>Goes on with a further part of the same text; see <see cref="TokenFeatures.GoOn"/>.</summary>
        public void GoOn(TokenizedText text, int first, int end)
        {
            _text = text;
            _features.GoOn(text, first, end);
        }

        public EntityCodes Read(int first, int count)
        {
            _features.Read(first, count);
            _nGrams.Clear();
            _spelling.Clear();
            _context.Clear();
            _firsts.Clear();
            var words = new int[count];
            var repeats = new int[count];
            var blanks = new bool[count];
            for (int i = 0; i < count; i++)
            {
                int token = first + i;
                ulong word = _features.Word(token);
                words[i] = _coder.Words[word];
                _firsts.TryAdd(word, i);
                repeats[i] = _firsts[word];
                blanks[i] = _text.IsBlank(token);
                _coder.AddNGrams(_text[token], _nGrams);
                _found.Clear();
                _features.AddSpelling(token, _found);
                AddKnown(_coder.Spelling, _found, _spelling);
                _found.Clear();
                _features.AddContext(token, _found);
                AddKnown(_coder.Context, _found, _context);
            }

            int overlap = _coder.Pieces?.Overlap ?? 0;
            int[][] characters = _coder.Characters?.Encode(_text, first, count) ?? [];
            return new EntityCodes(words, [.. _nGrams], [.. _spelling], [.. _context], repeats, blanks, characters)
            {
                Pieces = _coder.Pieces?.Encode(_text, first, count) ?? [],
                PiecesBefore = _coder.Pieces?.Encode(_text, Math.Max(0, first - overlap), Math.Min(first, overlap)) ?? [],
                PiecesBehind = _coder.Pieces?.Encode(_text, first + count, Math.Min(_text.Tokens.Count - first - count, overlap)) ?? [],
            };
        }
    }

    /// <summary>Learns from the training texts what is known.</summary>
    public sealed class Builder
    {
        private const int ShareOfMemory = 12;

        private readonly EntityFeatureOptions _options;
        private readonly Gazetteer[] _gazetteers;
        private readonly TokenFeatures _features;
        private readonly FeatureIndex.Builder _words;
        private readonly FeatureIndex.Builder _spelling;
        private readonly FeatureIndex.Builder _context;
        private readonly CharacterCoder.Builder _characters = new();
        private readonly List<ulong> _found = [];

        /// <param name="options">What is learned.</param>
        /// <param name="memoryMB">The memory that the process may take, in MiB, a twelfth of which is for each kind of feature; 0 sets no bound.</param>
        /// <exception cref="IOException">A list of names cannot be opened.</exception>
        /// <exception cref="InvalidDataException">A list of names is empty, or none.</exception>
        public Builder(EntityFeatureOptions options, int memoryMB = 0)
        {
            long bytes = memoryMB == 0 ? long.MaxValue : ((long)memoryMB << 20) / ShareOfMemory;
            _words = new FeatureIndex.Builder(bytes);
            _spelling = new FeatureIndex.Builder(bytes);
            _context = new FeatureIndex.Builder(bytes);
            _options = options;
            _gazetteers = [.. options.Gazetteers.Select(Gazetteer.Read)];
            _features = new TokenFeatures(_gazetteers);
        }

        public void Add(TokenizedText text)
        {
            _features.Start(text);
            _features.Read(0, text.Tokens.Count);
            if (_options.Characters is not null)
            {
                _characters.Add(text);
            }

            for (int token = 0; token < text.Tokens.Count; token++)
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
