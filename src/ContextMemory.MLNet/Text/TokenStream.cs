using System.Runtime.InteropServices;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text;

/// <summary>
/// The tokens of a text that comes in pieces, with their places: those of <see cref="TokenizedText.Of(string)"/>, wherever the pieces end. Only the
/// end of what came is held, as long as what comes can change how it is read.
/// </summary>
internal sealed class TokenStream
{
    public const int LongestGap = 1_024;

    private readonly List<char> _held = [];
    private readonly List<char> _gap = [];
    private int _enough = CanonicalStream.Block;
    private long _heldStart;

    // How many tokens at the beginning of what is held have been handed out.
    private int _known;

    // What stands behind the token handed out last, up to here.
    private long _gapEnd;
    private bool _hasTokens;
    private (long Start, char Unit, int Gap)? _lineEnd;

    /// <summary>Appends the tokens that are known for sure with this piece.</summary>
    public void Add(ReadOnlySpan<char> piece, List<StreamedToken> tokens)
    {
        while (!piece.IsEmpty)
        {
            ReadOnlySpan<char> part = piece[..Math.Min(piece.Length, CanonicalStream.Block)];
            _held.AddRange(part);
            piece = piece[part.Length..];
            if (_held.Count >= _enough)
            {
                Read(CanonicalStream.EndOfSettled(CollectionsMarshal.AsSpan(_held)), isEnd: false, tokens);
                _enough = CanonicalStream.EnoughBehind(_held.Count);
            }
        }
    }

    /// <summary>Appends the tokens that are left.</summary>
    public void End(List<StreamedToken> tokens) => Read(_held.Count, isEnd: true, tokens);

    private void Read(int end, bool isEnd, List<StreamedToken> tokens)
    {
        ReadOnlySpan<char> text = CollectionsMarshal.AsSpan(_held)[..end];
        var found = new WordTokenizer(text);
        int known = _known;
        int restart = 0;
        int knownAtRestart = 0;
        bool hasMore;
        while ((hasMore = found.MoveNext()) && (isEnd || found.Start + found.Length + WordTokenizer.LookAhead <= found.Text.Length))
        {
            TokenSpan place = found.Span;
            if (known > 0)
            {
                known--;
            }
            else
            {
                Take(text, place, tokens);
            }

            // What is read again must begin where the canonical form does, unless there is no such place.
            if (UnicodeData.KindAt(text, place.Start, out _) == UnicodeData.Regular || end >= CanonicalStream.MostHeld)
            {
                restart = place.Start;
                knownAtRestart = 0;
            }

            knownAtRestart++;
        }

        _known = hasMore ? knownAtRestart : 0;
        Drop(hasMore ? restart : end);
    }

    private void Take(ReadOnlySpan<char> text, TokenSpan place, List<StreamedToken> tokens)
    {
        AddToGap(text, place.Start);
        long start = _heldStart + place.Start;
        int gapStart = 0;
        if (_lineEnd is { } line && _hasTokens)
        {
            tokens.Add(new StreamedToken(line.Start, line.Unit.ToString(), Gap(0, line.Gap)));
            gapStart = Math.Min(line.Gap + 1, _gap.Count);
        }

        tokens.Add(new StreamedToken(start, text.Slice(place.Start, place.Length).ToString(), Gap(gapStart, _gap.Count)));
        _hasTokens = true;
        _gapEnd = start + place.Length;
        _gap.Clear();
        _lineEnd = null;
    }

    /// <summary>Takes what stands behind the last token, as far as it has not been taken, up to an end.</summary>
    private void AddToGap(ReadOnlySpan<char> text, int end)
    {
        int start = (int)(Math.Max(_gapEnd, _heldStart) - _heldStart);
        if (start >= end)
        {
            return;
        }

        ReadOnlySpan<char> added = text[start..end];
        int lineEnd = added.IndexOfAny('\n', '\r');
        if (_lineEnd is null && lineEnd >= 0)
        {
            _lineEnd = (_heldStart + start + lineEnd, added[lineEnd], Math.Min(_gap.Count + lineEnd, LongestGap));
        }

        _gap.AddRange(added[..Math.Min(added.Length, LongestGap - _gap.Count)]);
    }

    private void Drop(int end)
    {
        if (_heldStart + end > _gapEnd)
        {
            AddToGap(CollectionsMarshal.AsSpan(_held), end);
            _gapEnd = _heldStart + end;
        }

        _held.RemoveRange(0, end);
        _heldStart += end;
    }

    private string Gap(int start, int end)
    {
        ReadOnlySpan<char> gap = CollectionsMarshal.AsSpan(_gap)[start..end];
        return gap is " " ? " " : gap.ToString();
    }
}
