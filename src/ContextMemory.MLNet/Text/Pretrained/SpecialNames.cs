namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>What special pieces are called; null where nobody says.</summary>
internal readonly record struct SpecialNames(string? Start, string? End, string? Unknown, string? Padding, string? Mask)
{
    public static readonly SpecialNames Bert = new("[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]");

    public static readonly SpecialNames Roberta = new("<s>", "</s>", "<unk>", "<pad>", "<mask>");

    /// <summary>These names, and those of others where these say nothing.</summary>
    public SpecialNames Or(SpecialNames other) =>
        new(Start ?? other.Start, End ?? other.End, Unknown ?? other.Unknown, Padding ?? other.Padding, Mask ?? other.Mask);

    /// <param name="path">The file of the vocabulary, for messages.</param>
    /// <param name="idOf">The id of a piece; null where the vocabulary has none of that name.</param>
    /// <exception cref="InvalidDataException">A special piece other than that of the mask is missing.</exception>
    public SpecialPieces Find(string path, Func<string, int?> idOf)
    {
        var missing = new List<string>();
        var special = new SpecialPieces(Id(Start), Id(End), Id(Unknown), Id(Padding), Mask is null ? null : idOf(Mask));
        return missing.Count == 0 ? special : throw new InvalidDataException(
            $"'{path}' lacks the special pieces {string.Join(", ", missing)}. If they have other names, tokenizer_config.json beside it must say so " +
            "(cls_token, sep_token, unk_token, pad_token).");

        int Id(string? name)
        {
            int? id = idOf(name!);
            if (id is null)
            {
                missing.Add(name!);
            }

            return id ?? 0;
        }
    }
}
