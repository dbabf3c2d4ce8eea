using System.Buffers.Binary;
using System.Text;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

/// <summary>
/// Writes a normalization as SentencePiece does. Each unit of the trie has its label in bits 0 to 7, whether a key ends there in bit 8, and from bit 10 on by what
/// its place leads to those of its children; the child of label 0 is the value, with bit 31.
/// </summary>
internal sealed class CharacterMapBytes
{
    private readonly List<uint> _units = [0];
    private readonly HashSet<int> _used = [0];
    private readonly HashSet<int> _bases = [];

    private CharacterMapBytes()
    {
    }

    public static byte[] Write(IReadOnlyDictionary<string, string> rules)
    {
        var texts = new List<byte>();
        var keys = new List<(byte[] Key, int Value)>();
        foreach ((string from, string to) in rules)
        {
            keys.Add(([.. Encoding.UTF8.GetBytes(from), 0], texts.Count));
            texts.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }

        var bytes = new CharacterMapBytes();
        bytes.Place(0, keys, depth: 0);
        var content = new byte[4 + 4 * bytes._units.Count];
        BinaryPrimitives.WriteInt32LittleEndian(content, 4 * bytes._units.Count);
        for (int i = 0; i < bytes._units.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(4 + 4 * i), bytes._units[i]);
        }

        return [.. content, .. texts];
    }

    private void Place(int node, List<(byte[] Key, int Value)> keys, int depth)
    {
        var children = keys.GroupBy(key => key.Key[depth]).ToDictionary(group => group.Key, group => group.ToList());
        int children0 = Enumerable.Range(1, int.MaxValue - 1).First(place => !_bases.Contains(place) && children.Keys.All(label => !_used.Contains(place ^ label)));
        _bases.Add(children0);
        foreach (byte label in children.Keys)
        {
            _used.Add(children0 ^ label);
            while (_units.Count <= (children0 ^ label))
            {
                _units.Add(0);
            }

            _units[children0 ^ label] = label;
        }

        _units[node] |= (uint)(node ^ children0) << 10 | (children.ContainsKey(0) ? 1u << 8 : 0);
        foreach ((byte label, List<(byte[] Key, int Value)> below) in children)
        {
            if (label == 0)
            {
                _units[children0] = (uint)below[0].Value | 1u << 31;
            }
            else
            {
                Place(children0 ^ label, below, depth + 1);
            }
        }
    }
}
