namespace ContextMemory.MLNet.Text;

/// <summary>The forms of a word that do without some of its detail.</summary>
internal static class WordForm
{
    /// <summary>Lower case, every digit a 0. Returns the length, which is that of the word.</summary>
    public static int Fold(ReadOnlySpan<char> word, Span<char> folded)
    {
        for (int i = 0; i < word.Length; i++)
        {
            folded[i] = char.IsDigit(word[i]) ? '0' : char.ToLowerInvariant(word[i]);
        }

        return word.Length;
    }

    /// <summary>X for a capital, x for any other letter, 0 for a digit, all else as it is: "Xx-00". Returns the length.</summary>
    /// <param name="word">The word.</param>
    /// <param name="shape">At least as long as the word.</param>
    /// <param name="mostRepeats">How many equal signs in a row are kept.</param>
    public static int Shape(ReadOnlySpan<char> word, Span<char> shape, int mostRepeats)
    {
        int length = 0;
        int repeats = 0;
        foreach (char unit in word)
        {
            char sign = char.IsUpper(unit) ? 'X' : char.IsLetter(unit) ? 'x' : char.IsDigit(unit) ? '0' : unit;
            repeats = length > 0 && shape[length - 1] == sign ? repeats + 1 : 1;
            if (repeats <= mostRepeats)
            {
                shape[length++] = sign;
            }
        }

        return length;
    }
}
