namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>Opens the tokenizer of a folder with a pretrained model: that of tokenizer.json, or else that of the older files.</summary>
internal static class TokenizerFolder
{
    private const string Vocabulary = "vocab.txt";
    private const string SentencePiece = "sentencepiece.bpe.model";

    /// <summary>The reference's classes that read vocab.txt as BERT does.</summary>
    private static readonly string[] LikeBert =
    [
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "MPNetTokenizer", "ConvBertTokenizer", "RetriBertTokenizer",
        "SqueezeBertTokenizer", "LayoutLMTokenizer", "LxmertTokenizer",
    ];

    /// <inheritdoc cref="PretrainedTokenizer.Open"/>
    public static PretrainedTokenizer Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Give the folder of a pretrained model.");
        }

        TokenizerSettings settings = TokenizerSettings.Read(folder);
        if (Find(folder, TokenizerJson.FileName) is { } json)
        {
            return TokenizerJson.Read(json, settings);
        }

        if (Find(folder, Vocabulary) is { } vocabulary)
        {
            return OpenWordPiece(vocabulary, settings);
        }

        if (Find(folder, BpeFiles.Vocabulary) is { } names && Find(folder, BpeFiles.Merges) is { } merges)
        {
            return BpeFiles.Read(names, merges, settings);
        }

        if (Find(folder, SentencePiece) is { } sentencePiece)
        {
            throw new InvalidDataException($"'{sentencePiece}' is a tokenizer of SentencePiece, which is not supported. Use a model with WordPiece or byte-level BPE.");
        }

        throw new InvalidDataException(
            $"The folder '{folder}' has no tokenizer: expected is {TokenizerJson.FileName}, {Vocabulary}, or {BpeFiles.Vocabulary} with {BpeFiles.Merges}. " +
            "Download all files of the model.");
    }

    private static WordPieceTokenizer OpenWordPiece(string path, TokenizerSettings settings)
    {
        if (settings.Kind is { } kind && !LikeBert.Contains(kind))
        {
            throw new InvalidDataException(
                $"'{TokenizerSettings.FileName}' beside '{path}': tokenizer_class is {kind}; supported with {Vocabulary} are {string.Join(", ", LikeBert)}.");
        }

        string[] pieces = VocabularyFile.Read(path);
        SpecialPieces special = settings.Names.Or(SpecialNames.Bert).Find(path, name => Array.LastIndexOf(pieces, name) is >= 0 and var id ? id : null);
        bool lowerCase = settings.LowerCase ?? !Array.Exists(pieces, piece => !IsSpecial(piece) && BertCharacters.HasUpperCase(piece));
        var normalization = new BertNormalization(
            CleanText: true, settings.SplitIdeographs ?? true, StripAccents: settings.StripAccents ?? lowerCase, lowerCase);
        return new WordPieceTokenizer(pieces, special, normalization);
    }

    private static bool IsSpecial(string piece) => piece is ['[', .., ']'] or ['<', .., '>'];

    private static string? Find(string folder, string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;
}
