using System.Text;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>The character that stands for each byte in the vocabularies of byte-level BPE: itself where it can be seen, one from U+0100 on where not.</summary>
internal static class ByteAlphabet
{
    private const int FirstStandIn = 0x100;

    public static readonly char[] Characters = Create();

    /// <summary>A text as the vocabulary writes its bytes.</summary>
    public static string Spell(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(value => Characters[value]));

    private static char[] Create()
    {
        var characters = new char[256];
        int next = FirstStandIn;
        for (int value = 0; value < characters.Length; value++)
        {
            bool isSeen = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = isSeen ? (char)value : (char)next++;
        }

        return characters;
    }
}
