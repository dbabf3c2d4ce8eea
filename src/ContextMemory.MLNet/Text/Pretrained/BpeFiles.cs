namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>Reads byte-level BPE: vocab.json with merges.txt, or tokenizer.json.</summary>
internal static class BpeFiles
{
    public const string Vocabulary = "vocab.json";
    public const string Merges = "merges.txt";

    /// <summary>Bytes of merges.txt at most.</summary>
    private const long MostBytes = 1 << 27;

    private static readonly string[] Kinds = ["RobertaTokenizer", "LongformerTokenizer"];

    /// <summary>Reads the older files.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or ask for what is not supported.</exception>
    public static ByteLevelBpeTokenizer Read(string vocabulary, string merges, TokenizerSettings settings)
    {
        if (settings.Kind is { } kind && !Kinds.Contains(kind))
        {
            throw new InvalidDataException(
                $"'{TokenizerSettings.FileName}' beside '{vocabulary}': tokenizer_class is {kind}; supported with {Vocabulary} are {string.Join(", ", Kinds)}.");
        }

        string[] pieces = JsonField.Read(vocabulary, root => TokenizerJson.ReadPieces(root, default));
        return Create(vocabulary, pieces, ReadMerges(merges), settings.Names, settings.AddPrefixSpace ?? false);
    }

    /// <summary>Reads tokenizer.json, whose model is BPE.</summary>
    /// <inheritdoc cref="Read(string, string, TokenizerSettings)"/>
    public static ByteLevelBpeTokenizer Read(JsonField root, string path, TokenizerSettings settings)
    {
        JsonField model = root.Get("model");
        model.AllowOnly(
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges");
        foreach (string name in (string[])["dropout", "continuing_subword_prefix", "end_of_word_suffix"])
        {
            JsonField field = model.Get(name);
            if (!field.IsNull && !(field.IsText && field.Text().Length == 0))
            {
                throw field.NotSupported();
            }
        }

        foreach (string name in (string[])["byte_fallback", "ignore_merges"])
        {
            if (model.Get(name).FlagOrNull() == true)
            {
                throw model.Get(name).NotSupported();
            }
        }

        if (!root.Get("normalizer").IsNull)
        {
            throw root.Get("normalizer").NotSupported("Supported is null.");
        }

        string[] pieces = TokenizerJson.ReadPieces(model.Get("vocab"), root.Get("added_tokens"));
        JsonField unknown = model.Get("unk_token");
        SpecialNames names = settings.Names.Or(FrameNames.Read(root.Get("post_processor")));
        return Create(
            path,
            pieces,
            ReadMerges(model.Get("merges")),
            unknown.IsNull ? names : names with { Unknown = unknown.Text() },
            ReadAddPrefixSpace(root.Get("pre_tokenizer")));
    }

    private static bool ReadAddPrefixSpace(JsonField words)
    {
        if (TokenizerJson.TypeOf(words) != "ByteLevel")
        {
            throw words.NotSupported("Supported is ByteLevel.");
        }

        // Where a piece stands is ours to say.
        words.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
        return words.Get("use_regex").FlagOrNull() == false
            ? throw words.Get("use_regex").NotSupported()
            : words.Get("add_prefix_space").Flag();
    }

    private static ByteLevelBpeTokenizer Create(
        string path, string[] pieces, IEnumerable<(string Left, string Right, string Place)> merges, SpecialNames names, bool addPrefixSpace)
    {
        var ids = new Dictionary<string, int>(pieces.Length, StringComparer.Ordinal);
        for (int id = 0; id < pieces.Length; id++)
        {
            ids[pieces[id]] = id;
        }

        SpecialPieces special = names.Or(SpecialNames.Roberta).Find(path, name => ids.TryGetValue(name, out int id) ? id : null);
        if (ByteLevelBpeTokenizer.ByteIds(pieces) is null)
        {
            throw new InvalidDataException($"'{path}': the vocabulary lacks pieces of single bytes; expected are all 256, as byte-level BPE has them.");
        }

        var table = new List<(int Left, int Right, int Merged)>();
        foreach ((string left, string right, string place) in merges)
        {
            table.Add((Id(left, place), Id(right, place), Id(left + right, place)));
        }

        return new ByteLevelBpeTokenizer(pieces, new MergeTable(table), special, addPrefixSpace);

        int Id(string name, string place) => ids.TryGetValue(name, out int id) && name.Length > 0
            ? id
            : throw new InvalidDataException($"{place}: the vocabulary has no piece '{name}', which the merge needs.");
    }

    private static IEnumerable<(string Left, string Right, string Place)> ReadMerges(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new InvalidDataException($"'{path}' has {new FileInfo(path).Length} bytes; possible are {MostBytes}.");
        }

        int number = 0;
        foreach (string line in VocabularyFile.Read(path))
        {
            number++;
            if (line.Length > 0 && !(number == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
            {
                yield return Split(line, $"'{path}', line {number}");
            }
        }
    }

    private static IEnumerable<(string Left, string Right, string Place)> ReadMerges(JsonField merges)
    {
        foreach (JsonField merge in merges.Items())
        {
            if (merge.IsText)
            {
                yield return Split(merge.Text(), merge.Place);
            }
            else
            {
                JsonField[] pair = [.. merge.Items().Take(3)];
                yield return pair is [var left, var right] ? (left.Text(), right.Text(), merge.Place) : throw merge.Unexpected("two pieces");
            }
        }
    }

    private static (string Left, string Right, string Place) Split(string merge, string place) => merge.Split(' ') is [var left, var right]
        ? (left, right, place)
        : throw new InvalidDataException($"{place}: '{(merge.Length > 100 ? merge[..100] : merge)}' is no merge; expected are two pieces with a space between them.");
}
