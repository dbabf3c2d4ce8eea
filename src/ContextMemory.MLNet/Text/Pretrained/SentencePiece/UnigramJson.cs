namespace ContextMemory.MLNet.Text.Pretrained.SentencePiece;

/// <summary>Reads tokenizer.json whose model is Unigram: the parts that files have which were made from those of SentencePiece.</summary>
internal static class UnigramJson
{
    private const string Mark = "\u2581";

    // Two spaces or more, as the reference writes it.
    private const string Runs = " {2,}";

    /// <exception cref="InvalidDataException">The file is damaged, or asks for what is not supported.</exception>
    public static UnigramTokenizer Read(JsonField root, string path, TokenizerSettings settings)
    {
        JsonField model = root.Get("model");
        model.AllowOnly("type", "unk_id", "vocab", "byte_fallback");
        if (model.Get("byte_fallback").FlagOrNull() == true)
        {
            throw model.Get("byte_fallback").NotSupported();
        }

        JsonField vocabulary = model.Get("vocab");
        JsonField added = root.Get("added_tokens");
        if (!vocabulary.IsList || vocabulary.Count == 0)
        {
            throw vocabulary.Unexpected("a list of pieces with their scores");
        }

        string[] pieces = TokenizerJson.ReadPieces(vocabulary, added, isScored: true);
        double[] known = [.. vocabulary.Items().Select(pair => pair.Items().Last().Number())];
        double[] scores = [.. known, .. Enumerable.Repeat(double.NaN, pieces.Length - known.Length)];
        string unknown = pieces[model.Get("unk_id").Integer(0, vocabulary.Count - 1)];
        SpecialNames names = (settings.Names with { Unknown = unknown }).Or(FrameNames.Read(root.Get("post_processor"))).Or(SpecialNames.Roberta);
        SpecialPieces special = names.Find(path, name => Array.LastIndexOf(pieces, name) is >= 0 and var id ? id : null);
        foreach (int id in special.Ids)
        {
            scores[id] = double.NaN;
        }

        foreach (JsonField piece in added.IsNull ? [] : added.Items())
        {
            scores[piece.Get("id").Integer(0, pieces.Length - 1)] = double.NaN;
        }

        (CharacterMap map, UnigramSpaces spaces) = ReadNormalization(root.Get("normalizer"), ReadSplitsAtAll(root.Get("pre_tokenizer")));
        return new UnigramTokenizer(pieces, scores, known.Min(), special, map, spaces);
    }

    /// <summary>Metaspace, which splits at spaces, or at all white space before that.</summary>
    private static bool ReadSplitsAtAll(JsonField words)
    {
        if (TokenizerJson.TypeOf(words) != "Sequence")
        {
            CheckMetaspace(words);
            return false;
        }

        JsonField[] parts = [.. words.Get("pretokenizers").Items().Take(3)];
        if (parts is not [var first, var second] || TokenizerJson.TypeOf(first) != "WhitespaceSplit")
        {
            throw words.NotSupported("Supported is Metaspace, also behind WhitespaceSplit.");
        }

        CheckMetaspace(second);
        return true;
    }

    private static void CheckMetaspace(JsonField part)
    {
        if (TokenizerJson.TypeOf(part) != "Metaspace")
        {
            throw part.NotSupported("Supported is Metaspace, also behind WhitespaceSplit.");
        }

        part.AllowOnly("type", "replacement", "str_rep", "add_prefix_space", "prepend_scheme", "split");
        foreach (string name in (string[])["replacement", "str_rep"])
        {
            if (part.Get(name) is var given && !(given.IsNull && name == "str_rep") && given.Text() != Mark)
            {
                throw given.NotSupported($"Supported is '{Mark}'.");
            }
        }

        foreach (string name in (string[])["add_prefix_space", "split"])
        {
            if (part.Get(name).FlagOrNull() == false)
            {
                throw part.Get(name).NotSupported("Supported is true.");
            }
        }

        if (part.Get("prepend_scheme") is { IsNull: false } scheme && scheme.Text() != "always")
        {
            throw scheme.NotSupported("Supported is \"always\".");
        }
    }

    private static (CharacterMap Map, UnigramSpaces Spaces) ReadNormalization(JsonField normalizer, bool splitsAtAll)
    {
        var map = CharacterMap.Empty;
        var spaces = new UnigramSpaces(splitsAtAll, JoinsRuns: false, DropsLast: false);
        if (normalizer.IsNull)
        {
            return (map, spaces);
        }

        // Each at most once, in this order.
        var left = new Queue<string>(["Precompiled", "Strip", "Replace"]);
        foreach (JsonField part in TokenizerJson.TypeOf(normalizer) == "Sequence" ? normalizer.Get("normalizers").Items() : [normalizer])
        {
            string? type = TokenizerJson.TypeOf(part);
            while (left.TryDequeue(out string? next) && next != type)
            {
            }

            switch (type)
            {
                case "Precompiled" when left.Count == 2:
                    map = ReadMap(part.Get("precompiled_charsmap"));
                    break;
                case "Strip" when left.Count == 1:
                    CheckStrip(part);
                    spaces = spaces with { DropsLast = true };
                    break;
                case "Replace" when left.Count == 0:
                    CheckReplace(part, splitsAtAll);
                    spaces = spaces with { JoinsRuns = true };
                    break;
                default:
                    throw part.NotSupported("Supported are Precompiled, Strip and Replace, each once and in this order.");
            }
        }

        return (map, spaces);
    }

    private static CharacterMap ReadMap(JsonField field)
    {
        CharacterMap? map = CharacterMap.TryRead(field.Bytes(), out string fault);
        return map ?? throw field.Fault(fault);
    }

    private static void CheckStrip(JsonField part)
    {
        if (part.Get("strip_left").Flag() || !part.Get("strip_right").Flag())
        {
            throw part.NotSupported("Supported is strip_right alone.");
        }
    }

    private static void CheckReplace(JsonField part, bool splitsAtAll)
    {
        JsonField pattern = part.Get("pattern").Get("Regex");
        string content = part.Get("content").Text();
        if (pattern.IsNull || pattern.Text() != Runs || !(content == " " || (content == Mark && !splitsAtAll)))
        {
            throw part.NotSupported($"Supported is '{Runs}' by a space.");
        }
    }
}
