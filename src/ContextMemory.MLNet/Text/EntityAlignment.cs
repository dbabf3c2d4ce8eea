using System.Globalization;

namespace ContextMemory.MLNet;

/// <summary>How the entities of the training rows lie on the words that a text is cut into.</summary>
public sealed record EntityAlignment
{
    /// <summary>Entities of all training rows.</summary>
    public required int Entities { get; init; }

    /// <summary>
    /// Entities that begin or end within a word, within a character, or with white space. The model learns them from whole word to whole
    /// word, and so finds them otherwise than they are annotated.
    /// </summary>
    public required int Misfits { get; init; }

    /// <summary>Entities that could not be learned: they share a word with another one, or cover none.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Whether some do not fit, but all would if their offsets counted code points; see <see cref="OffsetUnit.CodePoints"/>.</summary>
    public required bool FitAsCodePoints { get; init; }

    /// <summary>The first misfits, ten at most, each with its row (from 1), its place and its text: "row 3: 'Bob' at 0".</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What is wrong, in words; or that nothing is.</summary>
    public override string ToString() => string.Join(' ', Sentences());

    private IEnumerable<string> Sentences()
    {
        if (Misfits == 0 && LeftOut == 0)
        {
            yield return Invariant($"All {Entities} entities begin and end where words do.");
        }

        if (Misfits > 0)
        {
            string more = Misfits > Examples.Count ? ", ..." : "";
            yield return Invariant(
                $"{Misfits} of {Entities} entities begin or end within a word or with white space ({string.Join("; ", Examples)}{more}): ") +
                "they are learned as whole words and never found as they are annotated.";
        }

        if (FitAsCodePoints)
        {
            yield return "All of them would fit if offsets counted code points, as strings of Python do: load the file with OffsetUnit.CodePoints, " +
                "in cmem with --offsets codepoints.";
        }

        if (LeftOut > 0)
        {
            yield return Invariant($"{LeftOut} of {Entities} entities were left out: they share a word with another one, or cover none.");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
