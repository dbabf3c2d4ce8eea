using System.Text;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Damages bytes at random, the same way for the same seed.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        .. new[] { "-1", "0", "1e999", "99999999999999999999", "4294967296", "2147483647", "null", "[]", "{}", "\"\"", "\\uD800", "../", ",", "true" }
            .Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x08], [0, 0, 0, 0, 0, 0, 0, 0], [0xC3, 0x28],
    ];

    /// <summary>The bytes with one to three faults.</summary>
    public static byte[] Of(byte[] bytes, int seed)
    {
        var random = new Random(seed);
        List<byte> mutated = [.. bytes];
        for (int fault = random.Next(1, 4); fault > 0 && mutated.Count > 0; fault--)
        {
            Damage(mutated, random);
        }

        return [.. mutated];
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        int place = random.Next(bytes.Count);
        int length = Math.Min(random.Next(1, 40), bytes.Count - place);
        switch (random.Next(7))
        {
            case 0:
                bytes[place] = (byte)random.Next(256);
                break;
            case 1:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(place, length);
                break;
            case 3:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(place, length));
                break;
            case 5:
                bytes.InsertRange(place, Pieces[random.Next(Pieces.Length)]);
                break;
            default:
                byte[] piece = Pieces[random.Next(Pieces.Length)];
                bytes.RemoveRange(place, Math.Min(piece.Length, bytes.Count - place));
                bytes.InsertRange(place, piece);
                break;
        }
    }
}
