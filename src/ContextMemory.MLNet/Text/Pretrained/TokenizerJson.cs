using ContextMemory.MLNet.Text.Pretrained.SentencePiece;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// Reads tokenizer.json, in which Hugging Face tokenizers keep all of a tokenizer: the parts that those of the BERT family have. A part or field that
/// is not known is refused by its name, because without it the ids would be others.
/// </summary>
internal static class TokenizerJson
{
    public const string FileName = "tokenizer.json";

    private const int LongestName = 1_024;

    /// <exception cref="InvalidDataException">The file is damaged, or asks for what is not supported.</exception>
    public static PretrainedTokenizer Read(string path, TokenizerSettings settings) => JsonField.Read(path, root => Read(root, path, settings));

    /// <summary>The pieces of an object that gives each its id, or of a list of pieces with their scores, and what was added to them.</summary>
    /// <param name="vocabulary">Names with their ids, or pairs of a name and a number.</param>
    /// <param name="added">The list of added pieces; null is none.</param>
    /// <param name="isScored">Whether it is a list with scores.</param>
    public static string[] ReadPieces(JsonField vocabulary, JsonField added, bool isScored = false)
    {
        int most = vocabulary.Count + (added.IsNull ? 0 : added.Count);
        if (most > VocabularyFile.MostPieces)
        {
            throw vocabulary.Fault($"has {most} pieces; possible are {VocabularyFile.MostPieces}");
        }

        // A vocabulary may leave ids out, but not most of them: the table of the transformer has a row for each.
        int mostIds = 2 * most + 1_000;
        var pieces = new List<string?>(most);
        if (isScored)
        {
            foreach (JsonField pair in vocabulary.Items())
            {
                Set(pair.Count == 2 ? pair.Items().First().Text() : throw pair.Unexpected("a piece and its score"), pieces.Count, pair);
            }
        }
        else
        {
            foreach ((string name, JsonField id) in vocabulary.Fields())
            {
                Set(name, id.Integer(0, mostIds), id);
            }
        }

        foreach (JsonField piece in added.IsNull ? [] : added.Items())
        {
            string name = piece.Get("content").Text();
            if (!piece.Get("special").Flag())
            {
                throw piece.Fault($"is '{name}', which is no special piece: that is not supported");
            }

            Set(name, piece.Get("id").Integer(0, mostIds), piece);
        }

        return [.. pieces.Select(piece => piece ?? "")];

        void Set(string name, int id, JsonField field)
        {
            if (name.Length > LongestName)
            {
                throw field.Fault($"has a name of {name.Length} characters; possible are {LongestName}");
            }

            while (pieces.Count <= id)
            {
                pieces.Add(null);
            }

            if (pieces[id] is { } other && other != name)
            {
                throw field.Fault($"is {id}, which '{other}' has already");
            }

            pieces[id] = name;
        }
    }

    private static PretrainedTokenizer Read(JsonField root, string path, TokenizerSettings settings)
    {
        // The length of segments and their frame are ours, and text is never put together again.
        root.AllowOnly("version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        JsonField model = root.Get("model");
        JsonField type = model.Get("type");
        return type.Text() switch
        {
            "WordPiece" => ReadWordPiece(root, model, path, settings),
            "BPE" => BpeFiles.Read(root, path, settings),
            "Unigram" => UnigramJson.Read(root, path, settings),
            _ => throw model.NotSupported("Supported are WordPiece, Unigram and byte-level BPE."),
        };
    }

    private static WordPieceTokenizer ReadWordPiece(JsonField root, JsonField model, string path, TokenizerSettings settings)
    {
        model.AllowOnly("type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab");
        BertNormalization normalization = ReadNormalization(root.Get("normalizer"), settings);
        JsonField words = root.Get("pre_tokenizer");
        if (TypeOf(words) != "BertPreTokenizer")
        {
            throw words.NotSupported("Supported is BertPreTokenizer.");
        }

        string[] pieces = ReadPieces(model.Get("vocab"), root.Get("added_tokens"));
        SpecialNames names = (settings.Names with { Unknown = model.Get("unk_token").Text() })
            .Or(FrameNames.Read(root.Get("post_processor")))
            .Or(SpecialNames.Bert);
        SpecialPieces special = names.Find(path, name => Array.LastIndexOf(pieces, name) is >= 0 and var id ? id : null);
        JsonField longest = model.Get("max_input_chars_per_word");
        JsonField prefix = model.Get("continuing_subword_prefix");
        return new WordPieceTokenizer(
            pieces,
            special,
            normalization,
            prefix.IsNull ? WordPieceTokenizer.UsualPrefix : prefix.Text(),
            longest.IsNull ? WordPieceTokenizer.UsualLongestWord : longest.Integer(1, WordPieceTokenizer.MostLongestWord));
    }

    private static BertNormalization ReadNormalization(JsonField normalizer, TokenizerSettings settings)
    {
        if (TypeOf(normalizer) != "BertNormalizer")
        {
            throw normalizer.NotSupported("Supported is BertNormalizer.");
        }

        normalizer.AllowOnly("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
        bool lowerCase = normalizer.Get("lowercase").Flag();
        bool stripAccents = normalizer.Get("strip_accents").FlagOrNull() ?? lowerCase;
        var normalization = new BertNormalization(
            normalizer.Get("clean_text").Flag(), normalizer.Get("handle_chinese_chars").Flag(), stripAccents, lowerCase);

        // The reference follows the one file or the other, depending on its version.
        Agree("lowercase", "do_lower_case", normalization.LowerCase, settings.LowerCase);
        Agree("strip_accents", "strip_accents", normalization.StripAccents, settings.StripAccents);
        Agree("handle_chinese_chars", "tokenize_chinese_chars", normalization.SplitIdeographs, settings.SplitIdeographs);
        return normalization;

        void Agree(string name, string setting, bool value, bool? said)
        {
            if (said is not null && said != value)
            {
                throw normalizer.Get(name).Fault(
                    $"means {(value ? "true" : "false")}, but {setting} of {TokenizerSettings.FileName} beside it says otherwise: correct the wrong one");
            }
        }
    }

    /// <summary>The type of a part; null where there is no part.</summary>
    public static string? TypeOf(JsonField part) => part.IsNull ? null : part.Get("type").Text();
}
