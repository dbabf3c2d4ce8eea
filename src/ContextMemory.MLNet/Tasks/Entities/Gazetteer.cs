using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Files;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// A list of names and where they stand in a text. Names are known by a hash of their characters in lower case, without the spaces
/// between and in canonical form: whatever cuts a text into tokens, a name that fills whole tokens is found.
/// </summary>
internal sealed class Gazetteer
{
    /// <summary>Of a name, without the spaces between.</summary>
    public const int MostCharacters = 256;

    /// <summary>Tokens of the longest name that is found.</summary>
    public const int MostTokens = 16;

    private readonly HashSet<ulong> _names;
    private readonly int _longest;

    /// <param name="names">Hashes of the names, in ascending order.</param>
    /// <param name="longest">Characters of the longest one.</param>
    public Gazetteer(ulong[] names, int longest)
    {
        Names = names;
        _names = [.. names];
        _longest = longest;
    }

    /// <summary>Where a token stands in a name.</summary>
    public enum Place : byte
    {
        Outside,
        First,
        Inside,
        Last,
        Single,
    }

    public ulong[] Names { get; }

    /// <summary>Characters of the longest name.</summary>
    public int Longest => _longest;

    /// <summary>Reads a file with a name in each line.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The file is not text in UTF-8, a name is too long, or there is none.</exception>
    public static Gazetteer Read(string path)
    {
        using Stream stream = TextFile.Open(path);
        var lines = new TextLines(stream, path);
        var names = new SortedSet<ulong>();
        Span<char> characters = stackalloc char[MostCharacters];
        int longest = 0;
        while (lines.Read() is { } name)
        {
            int length = 0;
            if (!Append(CanonicalText.Of(name), characters, ref length))
            {
                throw new InvalidDataException($"{path}:{lines.Number}: the name is too long: expected at most {MostCharacters} characters, found {name.Length}.");
            }

            if (length > 0)
            {
                names.Add(TextHash.Of(characters[..length]));
                longest = Math.Max(longest, length);
            }
        }

        return names.Count > 0
            ? new Gazetteer([.. names], longest)
            : throw new InvalidDataException($"{path}: the list is empty: expected a name in each line.");
    }

    /// <summary>Where each token stands in the names that the text holds: the longest from the left, none overlapping another.</summary>
    public Place[] Find(TokenizedText text) => Find(text, 0, text.Tokens.Count, []);

    /// <summary>The same in a part of a longer text, for names that begin in some of its tokens.</summary>
    /// <param name="text">The part; behind these tokens it has as many as a name may have, if there are as many.</param>
    /// <param name="first">The first of the tokens.</param>
    /// <param name="end">The token behind the last of them.</param>
    /// <param name="begun">Places of tokens from the first on, in a name that begins before it.</param>
    /// <returns>Of all tokens of the part; those before the first are outside.</returns>
    public Place[] Find(TokenizedText text, int first, int end, ReadOnlySpan<Place> begun)
    {
        var places = new Place[text.Tokens.Count];
        begun.CopyTo(places.AsSpan(first));
        for (int token = first + begun.Length; token < end;)
        {
            int length = LongestAt(text, token);
            if (length == 1)
            {
                places[token] = Place.Single;
            }
            else if (length > 1)
            {
                places.AsSpan(token, length).Fill(Place.Inside);
                places[token] = Place.First;
                places[token + length - 1] = Place.Last;
            }

            token += Math.Max(1, length);
        }

        return places;
    }

    /// <summary>How many tokens the longest name has that begins here; 0 where none does.</summary>
    private int LongestAt(TokenizedText text, int first)
    {
        Span<char> characters = stackalloc char[MostCharacters];
        int length = 0;
        int found = 0;
        int end = Math.Min(text.Tokens.Count, first + MostTokens);
        for (int token = first; token < end && Append(text[token], characters, ref length) && length <= _longest; token++)
        {
            if (_names.Contains(TextHash.Of(characters[..length])))
            {
                found = token - first + 1;
            }
        }

        return found;
    }

    /// <summary>Adds a token's characters; false where there is no room for them.</summary>
    private static bool Append(ReadOnlySpan<char> token, Span<char> characters, ref int length)
    {
        foreach (char unit in token)
        {
            if (char.IsWhiteSpace(unit))
            {
                continue;
            }

            if (length == characters.Length)
            {
                return false;
            }

            characters[length++] = char.ToLowerInvariant(unit);
        }

        return true;
    }
}
