namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>How many encoders a classifier has, and how large they are.</summary>
/// <param name="Members">How many; 0 leaves the linear part alone.</param>
/// <param name="Options">Of each.</param>
internal sealed record EncoderChoice(int Members, EncoderOptions Options)
{
    // Of few rows, as a rule: the mean of several encoders is more often right than each of them.
    private const int MembersOfFewRows = 3;
    private const int SmallMembers = 2;

    private const int UsualSize = 128;

    // In long texts three encoders of the usual size answer nearly alike. One that is twice as large takes less time than they do, and one table of words.
    private const int SizeForLongTexts = 256;

    // Of what is not set, where training is to take little time.
    private static readonly EncoderDefaults Small = new() { EmbeddingSize = 64, HiddenSize = 64, FeedForwardSize = 128 };

    /// <summary>Derives what is left to the effort and to the rows.</summary>
    public static EncoderChoice For(Effort effort, ClassificationChoices choices, RowStatistics rows)
    {
        if (choices.ContinueFrom is { } old)
        {
            return new EncoderChoice(old.MemberCount, old.Options);
        }

        if (choices.IsTransformer)
        {
            return OfTransformer(choices, hasLongTexts: rows.UsualLength > choices.Encoder.SegmentLength);
        }

        if (effort != Effort.Best)
        {
            return Lean(effort, choices, choices.Encoder.For(rows.UsualLength), rows.AreFewAndShort);
        }

        EncoderOptions options = choices.Encoder;
        bool isLarge = options.RecurrentSize == 0 && choices.Members <= 1 && rows.HasFewRows && rows.AreLong;
        return new EncoderChoice(
            choices.Members > 0 ? choices.Members : rows.HasFewRows && !isLarge ? MembersOfFewRows : 1,
            Sized(options.For(rows.UsualLength), isLarge ? SizeForLongTexts : UsualSize));
    }

    /// <summary>Each that the rows may lead to: for what must be known before them.</summary>
    public static IEnumerable<EncoderChoice> Possible(Effort effort, ClassificationChoices choices)
    {
        if (choices.ContinueFrom is { } old)
        {
            return [new EncoderChoice(old.MemberCount, old.Options)];
        }

        if (choices.IsTransformer)
        {
            return [OfTransformer(choices, hasLongTexts: true)];
        }

        EncoderOptions options = choices.Encoder;
        if (effort != Effort.Best)
        {
            return [Lean(effort, choices, options, areFewAndShort: true)];
        }

        int most = choices.Members > 0 ? choices.Members : MembersOfFewRows;
        return options.RecurrentSize == 0
            ? [new EncoderChoice(most, Sized(options, UsualSize)), new EncoderChoice(1, Sized(options, SizeForLongTexts))]
            : [new EncoderChoice(most, options)];
    }

    // Its sizes are given, and a second one would start where the first does.
    private static EncoderChoice OfTransformer(ClassificationChoices choices, bool hasLongTexts)
    {
        var options = (PretrainedOptions)choices.Encoder;
        return new EncoderChoice(Math.Max(choices.Members, 1), options with { Memory = options.Memory ?? (hasLongTexts ? EncoderKind.Gru : null) });
    }

    private static EncoderChoice Lean(Effort effort, ClassificationChoices choices, EncoderOptions options, bool areFewAndShort)
    {
        // On held-out rows two small encoders are better than one of twice the size, in less time.
        int derived = effort == Effort.Balanced ? (areFewAndShort ? SmallMembers : 1) : choices.NeedsEncoder ? 1 : 0;
        int members = choices.Members > 0 ? choices.Members : derived;
        return new EncoderChoice(members, Sized(options.Reduce(Small), UsualSize));
    }

    /// <summary>Options with the size of their recurrent layers, where it is left open.</summary>
    private static EncoderOptions Sized(EncoderOptions options, int derived) => options.RecurrentSize == 0 ? options.WithRecurrentSize(derived) : options;
}
