using System.Collections.Frozen;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>Words that take an exclamation mark within a sentence: "Oh! how kind of you."</summary>
internal static class Interjections
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words =
        "oh ah alas ha eh o lo nay hush pshaw hallo why well ay aye ach hélas".Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Has(ReadOnlySpan<char> word) => Words.Contains(word);
}
