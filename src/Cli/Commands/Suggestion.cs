namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>What somebody who mistyped a name may have meant.</summary>
internal static class Suggestion
{
    private const int LettersAnEdit = 3;

    /// <summary>
    /// The known name that is fewest edits away (a letter more, less, another, or two exchanged), one edit for every three letters or
    /// part of it at most; null where there is none. Case and leading dashes are not looked at.
    /// </summary>
    public static string? For(string typed, IEnumerable<string> known)
    {
        string letters = Letters(typed);
        int most = (letters.Length + LettersAnEdit - 1) / LettersAnEdit;
        (string Name, int Edits)[] near =
        [
            .. known.Select(name => (name, Edits(letters, Letters(name)))).Where(candidate => candidate.Item2 <= most).OrderBy(candidate => candidate.Item2),
        ];
        return near.Length > 0 ? near[0].Name : null;
    }

    private static string Letters(string name) => name.TrimStart('-').ToLowerInvariant();

    /// <summary>Damerau-Levenshtein distance in which no letter is edited twice.</summary>
    private static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                    edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[from.Length, to.Length];
    }
}
