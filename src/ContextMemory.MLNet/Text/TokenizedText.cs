using System.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text;

/// <summary>
/// A text and where its tokens lie in it, exactly. The end of a line is a token too: what stands on two lines hangs together less than
/// what stands on one.
/// </summary>
internal sealed class TokenizedText
{
    // The tokens in canonical form, one right behind the other; the text and its tokens themselves where they are in that form.
    private readonly string _words;
    private readonly IReadOnlyList<TokenSpan> _wordSpans;

    private TokenizedText(string text, IReadOnlyList<TokenSpan> tokens)
    {
        Text = text;
        Tokens = tokens;
        (_words, _wordSpans) = CanonicalText.Of(text.AsSpan()).IsOriginal ? (text, tokens) : CanonicalWords(text, tokens);
    }

    /// <summary>The text as it was given.</summary>
    public string Text { get; }

    /// <summary>Where the tokens lie in it.</summary>
    public IReadOnlyList<TokenSpan> Tokens { get; }

    /// <summary>A token in canonical form: what words are compared by.</summary>
    public ReadOnlySpan<char> this[int token] => _words.AsSpan(_wordSpans[token].Start, _wordSpans[token].Length);

    /// <summary>Whether a token is nothing but white space: the end of a line, or what was given as a token.</summary>
    public bool IsBlank(int token) => this[token].IsWhiteSpace();

    /// <summary>Words, numbers and marks as <see cref="WordTokenizer"/> finds them.</summary>
    public static TokenizedText Of(string text)
    {
        var spans = new List<TokenSpan>();
        var tokens = new WordTokenizer(text);
        int end = 0;
        while (tokens.MoveNext())
        {
            TokenSpan token = tokens.Span;
            int lineEnd = text.AsSpan(end, token.Start - end).IndexOfAny('\n', '\r');
            if (lineEnd >= 0 && spans.Count > 0)
            {
                spans.Add(new TokenSpan(end + lineEnd, 1));
            }

            spans.Add(token);
            end = token.End;
        }

        return new TokenizedText(text, spans);
    }

    /// <summary>Tokens of a longer text, with what stands between them.</summary>
    public static TokenizedText Of(ReadOnlySpan<StreamedToken> tokens)
    {
        var text = new StringBuilder();
        var spans = new List<TokenSpan>(tokens.Length);
        foreach (StreamedToken token in tokens)
        {
            text.Append(spans.Count > 0 ? token.Gap : "");
            spans.Add(new TokenSpan(text.Length, token.Text.Length));
            text.Append(token.Text);
        }

        return new TokenizedText(text.ToString(), spans);
    }

    /// <summary>
    /// Tokens that are given. Their text is made of them: with a space between two, but none beside the end of a line and none between
    /// characters of a script that is written without.
    /// </summary>
    public static TokenizedText Of(IEnumerable<string> tokens)
    {
        var text = new StringBuilder();
        var spans = new List<TokenSpan>();
        string? previous = null;
        foreach (string token in tokens)
        {
            if (previous is not null && IsParted(previous, token))
            {
                text.Append(' ');
            }

            spans.Add(new TokenSpan(text.Length, token.Length));
            text.Append(token);
            previous = token;
        }

        return new TokenizedText(text.ToString(), spans);
    }

    /// <summary>Whether a token is the end of a line.</summary>
    public static bool IsLineEnd(ReadOnlySpan<char> token) => token is "\n" or "\r";

    private static (string Words, List<TokenSpan> Spans) CanonicalWords(string text, IReadOnlyList<TokenSpan> tokens)
    {
        var words = new StringBuilder();
        var spans = new List<TokenSpan>();
        foreach (TokenSpan token in tokens)
        {
            ReadOnlySpan<char> word = CanonicalText.Of(text.AsSpan(token.Start, token.Length)).Text;
            spans.Add(new TokenSpan(words.Length, word.Length));
            words.Append(word);
        }

        return (words.ToString(), spans);
    }

    private static bool IsParted(string left, string right) =>
        !IsLineEnd(left) && !IsLineEnd(right) && !(WordTokenizer.IsWrittenAlone(left) && WordTokenizer.IsWrittenAlone(right));
}
