namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>Whether a single full stop ends its sentence, or belongs to an abbreviation, an initial or an ordinal.</summary>
internal static class FullStop
{
    /// <param name="text">The text.</param>
    /// <param name="start">Where the sentence begins.</param>
    /// <param name="stop">The stop; white space is behind it.</param>
    /// <param name="next">The first letter or digit of what follows.</param>
    /// <param name="endsLine">Whether its line was ended on purpose.</param>
    public static bool Ends(string text, int start, int stop, int next, bool endsLine)
    {
        ReadOnlySpan<char> following = Characters.WordAt(text, next);
        bool opens = endsLine || Abbreviations.OpensSentence(following);
        int wordStart = stop;
        while (wordStart > start && IsPartOfWord(text[wordStart - 1]))
        {
            wordStart--;
        }

        ReadOnlySpan<char> word = text.AsSpan(wordStart, stop - wordStart);
        if (word.IsEmpty)
        {
            return true;
        }

        if (Abbreviations.NeverEnds(word) || ListMarker.Length(text, start) == stop + 1 - start)
        {
            return false;
        }

        if (!word.ContainsAnyExceptInRange('0', '9'))
        {
            return !IsOrdinal(text, start, wordStart, word.Length, following, opens);
        }

        bool isSmall = following.Length > 0 && char.IsLower(following[0]);
        if (IsInitials(word, takesSmall: isSmall))
        {
            return opens;
        }

        if (word.Length == 1 && char.IsLetter(word[0]))
        {
            return EndsBehindLetter(text, start, wordStart, next, opens, isSmall);
        }

        if (Abbreviations.StandsBeforeNumber(word) && (IsDigitAt(text, next) || IsRomanNumeral(following)))
        {
            return false;
        }

        return Abbreviations.EndsList(word) ? !isSmall || opens : !Abbreviations.MayEnd(word) || opens;
    }

    private static bool EndsBehindLetter(string text, int start, int place, int next, bool opens, bool isSmall)
    {
        char letter = text[place];

        // The first of the spaced "z. B.": another single letter with a stop follows.
        if (next + 1 < text.Length && char.IsLetter(text[next]) && text[next + 1] == '.')
        {
            return false;
        }

        // The last: "z. B. Hunde" is looked up as "z.B".
        int before = place;
        while (before > start && char.IsWhiteSpace(text[before - 1]))
        {
            before--;
        }

        if (before - 2 >= start
            && text[before - 1] == '.'
            && char.IsLetter(text[before - 2])
            && (before - 3 < start || !char.IsLetter(text[before - 3])))
        {
            return opens && !Abbreviations.NeverEnds([text[before - 2], '.', letter]);
        }

        if (Abbreviations.StandsBeforeNumber([letter]) && IsDigitAt(text, next))
        {
            return false;
        }

        if (opens || letter == 'i' || (letter == 'I' && before > start && char.IsLower(text[before - 1])))
        {
            return true;
        }

        // "J. Smith" has an initial and "vitamin C. However" ends; a small letter is a variable or a unit ("5 m. Then"), but for that of
        // "Smith v. Jones" and, where no number is before it, the Russian "г. Москва".
        return !isSmall
            && char.IsLower(letter)
            && letter != 'v'
            && (letter is < '\u0400' or > '\u04FF' || (before > start && char.IsDigit(text[before - 1])));
    }

    /// <summary>"am 3. Oktober", "der 2. Weltkrieg".</summary>
    private static bool IsOrdinal(string text, int start, int numberStart, int length, ReadOnlySpan<char> following, bool opens)
    {
        if (length > 3 || opens || following.Length == 0)
        {
            return false;
        }

        if (!char.IsLetter(following[0]))
        {
            // The day and the month of "5. 6. 1970".
            return IsDate(text, start, numberStart, length, following);
        }

        if (Abbreviations.StandsBehindOrdinal(following))
        {
            return true;
        }

        int end = numberStart;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return Abbreviations.StandsBeforeOrdinal(Characters.LettersBefore(text, start, end));
    }

    private static bool IsDate(string text, int start, int numberStart, int length, ReadOnlySpan<char> following)
    {
        bool isMonth = numberStart - 3 >= start
            && text[numberStart - 2] == '.'
            && char.IsAsciiDigit(text[numberStart - 3])
            && following.Length == 4;
        int end = numberStart + length + 2 + following.Length;
        bool isDay = following.Length <= 2 && end < text.Length && text[end] == '.';
        return length <= 2 && (isMonth || isDay);
    }

    /// <summary>"J.R.R", "J.-P": single letters with stops or hyphens between them.</summary>
    private static bool IsInitials(ReadOnlySpan<char> word, bool takesSmall)
    {
        bool wasLetter = false;
        foreach (char c in word)
        {
            bool isLetter = char.IsLetter(c);
            if ((isLetter && (wasLetter || (!takesSmall && char.IsLower(c)))) || !(isLetter || c is '.' or '-'))
            {
                return false;
            }

            wasLetter = isLetter;
        }

        return word.Length > 1;
    }

    private static bool IsPartOfWord(char c) => Characters.IsLetterOrSign(c) || c is '.' or '-' or '/' or '&';

    private static bool IsDigitAt(string text, int i) => i < text.Length && char.IsDigit(text[i]);

    private static bool IsRomanNumeral(ReadOnlySpan<char> word) => word.Length > 0 && !word.ContainsAnyExcept("IVXLCDM");
}
