namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>What tokenizer_config.json says, as far as it concerns pieces.</summary>
internal sealed record TokenizerSettings
{
    public const string FileName = "tokenizer_config.json";

    /// <summary>The name of the reference's class, without "Fast" at its end; null where the file does not say.</summary>
    public string? Kind { get; init; }

    public bool? LowerCase { get; init; }

    public bool? StripAccents { get; init; }

    public bool? SplitIdeographs { get; init; }

    public bool? AddPrefixSpace { get; init; }

    public SpecialNames Names { get; init; }

    /// <exception cref="InvalidDataException">The file is damaged, or asks for what is not supported.</exception>
    public static TokenizerSettings Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonField.Read(path, Read) : new TokenizerSettings();
    }

    private static TokenizerSettings Read(JsonField root)
    {
        if (root.Get("do_basic_tokenize").FlagOrNull() == false)
        {
            throw root.Get("do_basic_tokenize").NotSupported();
        }

        JsonField never = root.Get("never_split");
        if (!never.IsNull && never.Count > 0)
        {
            throw never.NotSupported();
        }

        JsonField kind = root.Get("tokenizer_class");
        string? name = kind.IsNull ? null : kind.Text();
        return new TokenizerSettings
        {
            Kind = name is not null && name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name,
            LowerCase = root.Get("do_lower_case").FlagOrNull(),
            StripAccents = root.Get("strip_accents").FlagOrNull(),
            SplitIdeographs = root.Get("tokenize_chinese_chars").FlagOrNull(),
            AddPrefixSpace = root.Get("add_prefix_space").FlagOrNull(),
            Names = new SpecialNames(Name("cls_token"), Name("sep_token"), Name("unk_token"), Name("pad_token"), Name("mask_token")),
        };

        // A text, or an object that has it as its content.
        string? Name(string field)
        {
            JsonField value = root.Get(field);
            return value.IsNull ? null : value.IsObject ? value.Get("content").Text() : value.Text();
        }
    }
}
