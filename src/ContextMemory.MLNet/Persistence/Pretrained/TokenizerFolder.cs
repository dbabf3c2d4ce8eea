using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>Opens the tokenizer of a folder with a pretrained model: that of tokenizer.json, or else that of the older files.</summary>
internal static class TokenizerFolder
{
    private const string Vocabulary = "vocab.txt";

    /// <summary>The reference's classes that read vocab.txt as BERT does.</summary>
    private static readonly string[] LikeBert =
    [
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "MPNetTokenizer", "ConvBertTokenizer", "RetriBertTokenizer",
        "SqueezeBertTokenizer", "LayoutLMTokenizer", "LxmertTokenizer",
    ];

    /// <summary>Reads the tokenizer from the files beside a pretrained model.</summary>
    /// <param name="folder">Has tokenizer.json, or the files of the tokenizer's kind (vocab.txt), and may have tokenizer_config.json.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder has no tokenizer, or one that is damaged or not supported.</exception>
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

        if (SentencePieceFile.Names.Select(name => Find(folder, name)).OfType<string>().FirstOrDefault() is { } sentencePiece)
        {
            return SentencePieceFile.Read(sentencePiece, settings.Kind ?? KindOfModel(folder), settings.Names);
        }

        throw new InvalidDataException(
            $"The folder '{folder}' has no tokenizer: expected is {TokenizerJson.FileName}, {Vocabulary}, {BpeFiles.Vocabulary} with {BpeFiles.Merges}, " +
            $"or {SentencePieceFile.Names[0]}. Download all files of the model.");
    }

    /// <summary>The reference's class of tokenizer for a model with SentencePiece; null where config.json does not say.</summary>
    private static string? KindOfModel(string folder) => Find(folder, "config.json") is { } config
        ? JsonField.Read(config, root => root.Get("model_type") is { IsNull: false } type ? type.Text() : null) switch
        {
            PretrainedConfig.XlmRoberta => "XLMRobertaTokenizer",
            PretrainedConfig.Camembert => "CamembertTokenizer",
            _ => null,
        }
        : null;

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
