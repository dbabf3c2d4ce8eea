using System.Text;

namespace ContextMemory.MLNet.Text;

/// <summary>
/// Pairs of neighbouring characters in scripts that are written without spaces, where a character is a token and most words have two of
/// them.
/// </summary>
internal struct CharacterPairs()
{
    private int _previousStart = -1;
    private int _previousEnd = -1;

    /// <summary>Whether a word is such a pair.</summary>
    public static bool IsPair(string word) =>
        word.Length > 1
        && Rune.DecodeFromUtf16(word, out _, out int length) == System.Buffers.OperationStatus.Done
        && length < word.Length
        && WordTokenizer.IsWrittenAlone(word);

    /// <summary>The character of a text's next token and the one right before it; empty where the token or what is before it is no such character.</summary>
    public ReadOnlySpan<char> EndingWith(in WordTokenizer token)
    {
        int end = token.Start + token.Length;
        bool isAlone = WordTokenizer.IsWrittenAlone(token.Token);
        int start = isAlone && _previousEnd == token.Start ? _previousStart : -1;
        _previousStart = token.Start;
        _previousEnd = isAlone ? end : -1;
        return start < 0 ? default : token.Text[start..end];
    }
}
