namespace ContextMemory.MLNet;

/// <summary>Vectors of words, learned elsewhere from much text, that the encoder starts from.</summary>
/// <remarks>
/// The file is text in one of the usual formats: GloVe (a line a word: the word, then its numbers, with spaces between) or word2vec and
/// fastText, whose first line tells how many words there are and how many numbers each has. It is read as a stream and only vectors of
/// words in the vocabulary are kept. How many numbers a word has takes the place of <see cref="EncoderOptions.EmbeddingSize"/>, so <see
/// cref="AttentionBlockOptions.Heads"/> must divide it (give EmbeddingSize as well where Heads does not divide its default). Where the
/// vocabulary is in lower case, a word without a vector in lower case takes the first one in another case. Words without a vector, and
/// the character n-grams that unknown words are read by, start at random, as long as the mean of the vectors. A saved model does not
/// need the file.
/// </remarks>
public sealed record WordVectorOptions
{
    /// <summary>The file, in UTF-8; a name that ends in .gz is read compressed.</summary>
    /// <value>The default is empty: it must be given.</value>
    public string Path { get; init; } = "";

    /// <summary>
    /// Whether the vectors stay as they are while everything else is learned: on few rows words that do not occur in them then still mean
    /// what similar ones do.
    /// </summary>
    /// <value>The default false takes them as a start and learns on.</value>
    public bool IsFrozen { get; init; }

    internal void Validate(OptionFaults faults) =>
        faults.Check(
            !string.IsNullOrEmpty(Path),
            nameof(Path),
            Path is null ? "null" : "empty",
            "the name of a file",
            "name a file in the text format of GloVe, word2vec or fastText");
}
