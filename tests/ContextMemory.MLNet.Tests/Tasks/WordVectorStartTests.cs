using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks;

public sealed class WordVectorStartTests : IDisposable
{
    private const ulong Seed = 5;
    private const int HashBuckets = 4;

    private static readonly EncoderOptions Lstm = ToyTexts.SmallEncoder(EncoderKind.Lstm);

    private readonly VectorFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("paris 1 2\nParis 3 4\nPARIS 5 6\n", new float[] { 1, 2 })]
    [InlineData("PARIS 5 6\nParis 3 4\nparis 1 2\n", new float[] { 1, 2 })]
    [InlineData("PARIS 5 6\nParis 3 4\n", new float[] { 5, 6 })]
    [InlineData("paris 1 2\nparis 3 4\n", new float[] { 1, 2 })]
    public void A_word_in_its_own_case_comes_before_others_and_the_first_before_later_ones(string text, float[] expected)
    {
        EncoderEnsemble model = Load(text, ["paris"], lowerCase: true, out _);
        Assert.Equal(expected, Row(model, 0));
    }

    [Fact]
    public void A_vocabulary_with_case_takes_words_in_their_own_case_only()
    {
        EncoderEnsemble model = Load("paris 1 2\nTown 3 4\n", ["Paris", "Town"], lowerCase: false, out WordVectorCoverage coverage);
        Assert.Equal([3, 4], Row(model, 1));
        Assert.Equal(1, coverage.Words);
    }

    [Fact]
    public void Words_that_cannot_be_tokens_are_passed_over()
    {
        byte[] text = [.. "the 1 2\nof 7 8\ncaf"u8, 0xC3, .. " 3 4\n"u8, .. Enumerable.Repeat((byte)'x', 500), .. " 5 6\n"u8];
        EncoderEnsemble model = Load(_files.Write(text), ["the", "of"], lowerCase: true, out WordVectorCoverage coverage);
        Assert.Equal([1, 2, 7, 8], [.. Row(model, 0), .. Row(model, 1)]);
        Assert.Equal(2, coverage.Words);
    }

    [Fact]
    public void All_other_rows_keep_their_random_start_as_long_as_the_mean_vector()
    {
        // Vectors of length 5 and 13.
        EncoderEnsemble model = Load("red 3 4\nblue -5 12\n", ["red", "green", "blue"], lowerCase: true, out _);
        EncoderEnsemble random = Model(["red", "green", "blue"], lowerCase: true, Lstm with { EmbeddingSize = 2 });
        random.Weights.Initialize(Seed);
        for (int row = 0; row < model.Coder.TableRows; row++)
        {
            float[] start = TableRow(random, row);
            float[] expected = row switch
            {
                TokenCodes.SpecialRows => [3, 4],
                TokenCodes.SpecialRows + 2 => [-5, 12],
                _ => [9 * start[0], 9 * start[1]],
            };
            Assert.Equal(expected, TableRow(model, row));
        }
    }

    [Fact]
    public void Coverage_counts_words_of_the_vocabulary_and_tokens_of_the_text()
    {
        // Codes below zero are further rows of the same token.
        Load("red 3 4\nother 1 1\n", ["red", "green", "blue"], lowerCase: true, out WordVectorCoverage coverage, [[2, 3, 2], [5, ~6, 1]]);
        Assert.Equal(new WordVectorCoverage { Words = 1, VocabularySize = 3, TokenShare = 0.4, Dimension = 2 }, coverage);
    }

    [Fact]
    public void A_file_without_a_word_of_the_text_is_refused()
    {
        string path = _files.Write("le 1 2\nla 3 4\n");
        Assert.Equal(
            $"{path}: none of its 2 words is among the 4 of the training text ('the', 'of', 'and', ...). " +
            "Take vectors for the language and the case of the text.",
            Refused(["the", "of", "and", "a"]));
        Assert.Equal(
            $"{path}: none of its 2 words is among the 0 of the training text. Take vectors for the language and the case of the text.",
            Refused([]));

        string Refused(string[] words) => Assert.Throws<InvalidDataException>(() => Load(path, words, lowerCase: true, out _)).Message;
    }

    [Fact]
    public void The_size_of_the_vectors_must_suit_the_encoder()
    {
        string path = _files.Write("the 1 2 3 4 5 6\n");
        using WordVectorStart start = WordVectorStart.Open(new WordVectorOptions { Path = path })!;
        Assert.Equal(Lstm with { EmbeddingSize = 6 }, start.Fit(Lstm));
        var fault = Assert.Throws<InvalidDataException>(() => start.Fit(ToyTexts.SmallEncoder(EncoderKind.Attention)));
        Assert.Equal(
            $"The encoder with vectors of 6 numbers, as '{path}' has them, has a fault:{Environment.NewLine}  " +
            "Heads is 4; allowed is a divisor of EmbeddingSize (6): each head takes an equal share of the vector; 4 is usual.",
            fault.Message);
    }

    [Fact]
    public void A_hidden_size_that_is_derived_from_the_rows_is_still_open()
    {
        string path = _files.Write("the 1 2 3 4 5 6\n");
        using WordVectorStart start = WordVectorStart.Open(new WordVectorOptions { Path = path })!;
        Assert.Equal(new GruOptions { EmbeddingSize = 6, HiddenSize = 0 }, start.Fit(new GruOptions { HiddenSize = 0 }));
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using WordVectorStart start = WordVectorStart.Open(new WordVectorOptions { Path = _files.Write("the 1 2\n") })!;
        EncoderEnsemble model = Model(["the"], lowerCase: true, start.Fit(Lstm));
        Assert.Throws<OperationCanceledException>(() => start.Load(model, [], new TrainingOptions { CancellationToken = new CancellationToken(canceled: true) }));
    }

    [Fact]
    public void Without_options_there_is_no_file() => Assert.Null(WordVectorStart.Open(null));

    private EncoderEnsemble Load(
        string textOrPath, string[] words, bool lowerCase, out WordVectorCoverage coverage, int[][]? documents = null)
    {
        string path = File.Exists(textOrPath) ? textOrPath : _files.Write(textOrPath);
        using WordVectorStart start = WordVectorStart.Open(new WordVectorOptions { Path = path })!;
        EncoderEnsemble model = Model(words, lowerCase, start.Fit(Lstm));
        model.Weights.Initialize(Seed);
        coverage = start.Load(model, documents ?? [[TokenCodes.Empty]], new TrainingOptions());
        return model;
    }

    private static EncoderEnsemble Model(string[] words, bool lowerCase, EncoderOptions encoder) =>
        new(new Vocabulary(words, lowerCase, HashBuckets), encoder, classes: 2, Kernels.Current);

    private static float[] Row(EncoderEnsemble model, int word) => TableRow(model, TokenCodes.SpecialRows + word);

    private static float[] TableRow(EncoderEnsemble model, int row)
    {
        float[] values = model.Weights[model.Encoder.Table].Row(row).ToArray();
        GC.KeepAlive(model);
        return values;
    }
}
