using System.Globalization;
using System.Text;

namespace ContextMemory.MLNet.Text.Pretrained.SentencePiece;

/// <summary>
/// The characters of a text after their normalization, each with its place. A grapheme cluster of at most <see cref="CharacterMap.MostBytes"/> bytes
/// is looked up as one; where there is no rule for it, its characters are looked up one by one, as in the reference.
/// </summary>
internal ref struct MappedText
{
    private const byte JoinsNext = 1;
    private const byte JoinsPrevious = 2;
    private const byte Surrogate = 4;

    // Of each UTF-16 unit, whether it can be in one cluster with the unit before or behind it.
    private static readonly byte[] Kinds = CreateKinds();

    private readonly ReadOnlySpan<char> _text;
    private readonly CharacterMap _map;
    private int _clusterEnd;
    private int _end;

    /// <param name="text">Well-formed UTF-16.</param>
    /// <param name="map">The rules.</param>
    public MappedText(ReadOnlySpan<char> text, CharacterMap map)
    {
        _text = text;
        _map = map;
    }

    /// <summary>What has become of the character or cluster.</summary>
    public ReadOnlySpan<char> Units { get; private set; }

    /// <summary>Where it begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Whether a cluster begins with it.</summary>
    public bool BeginsCluster { get; private set; }

    /// <summary>Where its cluster ends in the text.</summary>
    public readonly int ClusterEnd => _clusterEnd;

    public bool MoveNext()
    {
        Start = _end;
        if (Start == _text.Length)
        {
            return false;
        }

        BeginsCluster = Start == _clusterEnd;
        if (BeginsCluster)
        {
            _clusterEnd = Start + ClusterLength(_text[Start..]);
            ReadOnlySpan<char> cluster = _text[Start.._clusterEnd];
            if (cluster.Length > 1 && cluster.Length <= CharacterMap.MostBytes && Encoding.UTF8.GetByteCount(cluster) <= CharacterMap.MostBytes
                && _map.TryReplace(cluster, out ReadOnlySpan<char> whole))
            {
                _end = _clusterEnd;
                Units = whole;
                return true;
            }
        }

        _end = Start + (char.IsHighSurrogate(_text[Start]) ? 2 : 1);
        ReadOnlySpan<char> character = _text[Start.._end];
        Units = _map.TryReplace(character, out ReadOnlySpan<char> replacement) ? replacement : character;
        return true;
    }

    private static int ClusterLength(ReadOnlySpan<char> text)
    {
        byte kind = Kinds[text[0]];
        if (kind < Surrogate)
        {
            byte next = text.Length > 1 ? Kinds[text[1]] : (byte)0;
            if ((kind & JoinsNext) == 0 && next < JoinsPrevious && text is not ['\r', '\n', ..])
            {
                return 1;
            }
        }

        return StringInfo.GetNextTextElementLength(text);
    }

    // Hangul and emoji join in other ways too: such clusters are longer than what is looked up as one.
    private static byte[] CreateKinds()
    {
        var kinds = new byte[char.MaxValue + 1];
        for (int unit = 0; unit < kinds.Length; unit++)
        {
            kinds[unit] = char.IsSurrogate((char)unit)
                ? Surrogate
                : (byte)((StringInfo.GetNextTextElementLength([(char)unit, 'a']) > 1 ? JoinsNext : 0)
                    | (StringInfo.GetNextTextElementLength(['a', (char)unit]) > 1 ? JoinsPrevious : 0));
        }

        return kinds;
    }
}
