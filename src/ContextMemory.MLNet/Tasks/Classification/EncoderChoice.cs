using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>How many encoders a new classifier has, and how large they are.</summary>
/// <param name="Members">How many.</param>
/// <param name="Options">Of each.</param>
internal sealed record EncoderChoice(int Members, EncoderOptions Options)
{
    /// <summary>Rows with a label from which on one encoder is enough.</summary>
    public const int ManyRows = 20_000;

    /// <summary>Encoders below that, as a rule: their mean is more often right than each of them.</summary>
    private const int MembersOfFewRows = 3;

    private const int UsualSize = 128;

    // In long texts three encoders of the usual size answer nearly alike. One that is twice as large takes less time than they do, and one table of words.
    private const int SizeForLongTexts = 256;
    private const int LongText = 64;

    /// <summary>Derives what is left to the rows.</summary>
    /// <param name="members">0 derives it.</param>
    /// <param name="options">A hidden size of 0, and a segment length of 0, derives it.</param>
    /// <param name="documents">The training rows.</param>
    public static EncoderChoice For(int members, EncoderOptions options, IReadOnlyList<int[]> documents)
    {
        bool hasFewRows = documents.Count < ManyRows;
        bool isLarge = options.HiddenSize == 0 && options.HasHiddenSize && members <= 1 && hasFewRows && AreLong(TokenCodes.CountTokens(documents), documents.Count);
        return new EncoderChoice(
            members > 0 ? members : hasFewRows && !isLarge ? MembersOfFewRows : 1,
            options.For(documents) with { HiddenSize = options.HiddenSize > 0 ? options.HiddenSize : isLarge ? SizeForLongTexts : UsualSize });
    }

    /// <summary>Each that the rows may lead to: for what must be known before them.</summary>
    public static IEnumerable<EncoderChoice> Possible(int members, EncoderOptions options)
    {
        int most = members > 0 ? members : MembersOfFewRows;
        return options.HiddenSize > 0
            ? [new EncoderChoice(most, options)]
            : [new EncoderChoice(most, options with { HiddenSize = UsualSize }), new EncoderChoice(1, options with { HiddenSize = SizeForLongTexts })];
    }

    /// <summary>Whether texts have more than 64 words on average.</summary>
    public static bool AreLong(long tokens, int documents) => tokens > (long)LongText * documents;
}
