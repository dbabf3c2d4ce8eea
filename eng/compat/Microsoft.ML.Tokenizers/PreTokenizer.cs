using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

public abstract class PreTokenizer
{
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text);

    public static PreTokenizer CreateWhiteSpace(IReadOnlyDictionary<string, int>? specialTokens = null) => new PatternPreTokenizer(@"\S+", specialTokens);

    public static PreTokenizer CreateWordOrPunctuation(IReadOnlyDictionary<string, int>? specialTokens = null)
        => new PatternPreTokenizer(@"\w+|[\p{P}]", specialTokens);

    public static PreTokenizer CreateWordOrNonWord(IReadOnlyDictionary<string, int>? specialTokens = null)
        => new PatternPreTokenizer(@"\w+|[^\w\s]+", specialTokens);

    /// <summary>Special tokens are found first; the pattern cuts what lies between them.</summary>
    private sealed class PatternPreTokenizer(string pattern, IReadOnlyDictionary<string, int>? specialTokens) : PreTokenizer
    {
        private readonly Regex _pattern = new(pattern);
        private readonly Regex? _special = specialTokens is { Count: > 0 } ? new Regex(string.Join('|', specialTokens.Keys.Select(Regex.Escape))) : null;

        public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

        public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
        {
            text ??= "";
            int start = 0;
            var parts = new List<(int Offset, int Length)>();
            foreach (Match special in _special?.Matches(text) ?? Enumerable.Empty<Match>())
            {
                AddMatches(parts, text, start, special.Index);
                parts.Add((special.Index, special.Length));
                start = special.Index + special.Length;
            }
            AddMatches(parts, text, start, text.Length);
            return parts;
        }

        private void AddMatches(List<(int Offset, int Length)> parts, string text, int start, int end)
        {
            foreach (var match in _pattern.EnumerateMatches(text.AsSpan(start, end - start)))
            {
                parts.Add((start + match.Index, match.Length));
            }
        }
    }
}
