using System.Buffers;
using System.Numerics.Tensors;
using System.Text.Unicode;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;
using ContextMemory.MLNet.Text.WordVectors;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// The start of an embedding table from a file of word vectors. The file is opened before the training rows are read, so that what is
/// wrong with it is said at once, and read straight into the table: nothing else is kept.
/// </summary>
internal sealed class WordVectorStart : IDisposable
{
    private readonly WordVectorFile _file;
    private readonly bool _isFrozen;

    private WordVectorStart(WordVectorFile file, bool isFrozen)
    {
        _file = file;
        _isFrozen = isFrozen;
    }

    /// <summary>Opens the file; null where there are no options.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It does not begin like a file of word vectors.</exception>
    public static WordVectorStart? Open(WordVectorOptions? options) =>
        options is null ? null : new WordVectorStart(new WordVectorFile(options.Path), options.IsFrozen);

    /// <summary>Dimensions of a vector.</summary>
    public int Dimension => _file.Dimension;

    /// <summary>The encoder with vectors of the file's size, or of another that goes with it.</summary>
    /// <exception cref="InvalidDataException">Vectors of this size do not fit the other options.</exception>
    public EncoderOptions Fit(EncoderOptions encoder, int? embeddingSize = null)
    {
        try
        {
            EncoderOptions fitted = encoder.WithEmbeddingSize(embeddingSize ?? Dimension);
            var faults = new OptionFaults($"The encoder with vectors of {_file.Dimension} numbers, as '{_file.Path}' has them,");

            // A size of recurrent layers that is derived from the rows is not known yet.
            fitted.Validate(faults, derivesHiddenSize: true);
            faults.ThrowIfAny();
            return fitted;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>Reads the vectors into the table of a model with its random start, and freezes them if asked for.</summary>
    /// <param name="model">The model, its encoder that of <see cref="Fit"/>; it turns text into words.</param>
    /// <param name="documents">Codes of the training texts, for the share of their tokens that have a vector.</param>
    /// <param name="options">Who listens, and what cancels.</param>
    /// <exception cref="InvalidDataException">A line is not a word and its numbers, or no word is in the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public WordVectorCoverage Load(TextModel model, IEnumerable<int[]> documents, TrainingOptions options)
    {
        var vocabulary = (Vocabulary)model.Coder;
        WordVectorCoverage coverage = Load(
            model.Weights[model.Encoder.Table], new VocabularyRows(vocabulary), documents, options, out bool[]? frozenRows);
        model.Weights.Changed();
        model.Encoder.Table.FrozenRows = frozenRows;
        return coverage;
    }

    /// <summary>Reads the vectors into a table with its random start.</summary>
    /// <param name="table">As wide as a vector.</param>
    /// <param name="words">Which word has which row.</param>
    /// <param name="documents">Codes of the training texts, for the share of their tokens that have a vector.</param>
    /// <param name="options">Who listens, and what cancels.</param>
    /// <param name="frozenRows">The rows that have a vector, if they shall stay as they are; else null.</param>
    /// <exception cref="InvalidDataException">A line is not a word and its numbers, or no word is known.</exception>
    public WordVectorCoverage Load(
        Matrix table, IWordRows words, IEnumerable<int[]> documents, TrainingOptions options, out bool[]? frozenRows)
    {
        var watch = new StageWatch(TrainingStage.ReadingWordVectors, options, _file.Length);
        Match[] matches = ReadInto(table, words, watch);
        bool[] isLoaded = [.. matches.Select(match => match != Match.None)];
        int loaded = isLoaded.Count(true);
        if (loaded == 0)
        {
            throw NothingFound(words);
        }

        ScaleOthers(table, isLoaded, loaded);
        frozenRows = _isFrozen ? isLoaded : null;
        double share = ShareOfTokens(documents, isLoaded, watch);
        watch.Finish();
        return new WordVectorCoverage
        {
            Words = loaded,
            VocabularySize = words.Count,
            TokenShare = share,
            Dimension = Dimension,
        };
    }

    public void Dispose() => _file.Dispose();

    /// <summary>How each row was found. A word in another form never takes the place of an earlier one.</summary>
    private Match[] ReadInto(Matrix table, IWordRows words, StageWatch watch)
    {
        var matches = new Match[table.Rows];
        Span<char> decoded = stackalloc char[WordTokenizer.MaximumTokenLength];
        long read = 0;
        while (_file.MoveNext())
        {
            watch.Add(_file.Position - read);
            read = _file.Position;
            if (Utf8.ToUtf16(_file.Word, decoded, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                // Too long to be a token, or cut in the middle of a character.
                continue;
            }

            CanonicalText word = CanonicalText.Of(decoded[..length]);
            if (!words.TryFind(word.Text, out int row, out bool isExact))
            {
                continue;
            }

            Match match = isExact && word.IsOriginal ? Match.Exact : Match.InOtherForm;
            if (match > matches[row])
            {
                _file.CopyNumbers(table.Row(row));
                matches[row] = match;
            }
        }

        return matches;
    }

    // The random start of a row is 1 long on average.
    private static void ScaleOthers(Matrix table, bool[] isLoaded, int loaded)
    {
        double lengths = 0;
        for (int row = 0; row < table.Rows; row++)
        {
            lengths += isLoaded[row] ? TensorPrimitives.Norm<float>(table.Row(row)) : 0;
        }

        float meanLength = (float)(lengths / loaded);
        for (int row = 0; row < table.Rows; row++)
        {
            if (!isLoaded[row])
            {
                TensorPrimitives.Multiply(table.Row(row), meanLength, table.Row(row));
            }
        }
    }

    private static double ShareOfTokens(IEnumerable<int[]> documents, bool[] isLoaded, StageWatch watch)
    {
        long tokens = 0;
        long known = 0;
        foreach (int[] codes in documents)
        {
            watch.Add(0);
            foreach (int code in codes)
            {
                tokens += code >= 0 ? 1 : 0;
                known += code >= 0 && isLoaded[code] ? 1 : 0;
            }
        }

        return (double)known / tokens;
    }

    private InvalidDataException NothingFound(IWordRows words)
    {
        string examples = string.Join(", ", words.Examples.Select(word => $"'{word}'"));
        return new InvalidDataException(
            $"{_file.Path}: none of its {_file.WordCount} words is among the {words.Count} of the training text" +
            $"{(examples == "" ? "" : $" ({examples}, ...)")}. Take vectors for the language and the case of the text.");
    }

    private enum Match
    {
        None,
        InOtherForm,
        Exact,
    }
}
