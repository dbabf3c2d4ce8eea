using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// The features of a text's tokens, as hashes. Beyond the ends of the text stands the end of a line, so that a line reads the same
/// alone and within a longer text.
/// </summary>
/// <param name="gazetteers">Lists of names that are looked for.</param>
internal sealed class TokenFeatures(IReadOnlyList<Gazetteer> gazetteers)
{
    /// <summary>So many tokens around a token may decide its features.</summary>
    public const int Reach = Gazetteer.MostTokens;

    private const int LongestAffix = 5;
    private const int LongestSpelledAffix = 3;
    private const int WidestContext = 4;

    // Far from the numbers of templates.
    private const ulong SpellingPlaces = 1_000;
    private const ulong ContextPlaces = 2_000;

    private static readonly TokenForms LineEnd = TokenForms.Of("\n");

    private readonly List<TokenForms> _forms = [];
    private readonly List<Gazetteer.Place[]> _places = [];
    private TokenizedText? _text;
    private int _placesEnd;
    private int _firstForm;

    /// <summary>Begins a text. Features can be asked for of tokens that <see cref="Read"/> has read.</summary>
    public void Start(TokenizedText text)
    {
        _placesEnd = 0;
        _places.Clear();
        GoOn(text, 0, text.Tokens.Count);
    }

    /// <summary>Goes on with a further part of the same text, for features of some of its tokens.</summary>
    /// <param name="text">The part: also so many tokens around these that features and names see what they see in the whole text.</param>
    /// <param name="first">The first of the tokens: that behind those of the part before.</param>
    /// <param name="end">The token behind the last of them.</param>
    public void GoOn(TokenizedText text, int first, int end)
    {
        _text = text;
        Gazetteer.Place[][] before = [.. _places];
        _places.Clear();
        for (int list = 0; list < gazetteers.Count; list++)
        {
            // Names that began before the part's tokens go on in them.
            ReadOnlySpan<Gazetteer.Place> begun = list < before.Length ? before[list].AsSpan(_placesEnd) : [];
            _places.Add(gazetteers[list].Find(text, first, end, begun[..CountBegun(begun)]));
        }

        _placesEnd = end;
    }

    /// <summary>Reads some tokens and what stands around them; forgets those that were read before.</summary>
    public void Read(int first, int count)
    {
        _forms.Clear();
        _firstForm = Math.Max(0, first - WidestContext);
        int end = Math.Min(_text!.Tokens.Count, first + count + WidestContext);
        for (int token = _firstForm; token < end; token++)
        {
            _forms.Add(TokenForms.Of(_text[token]));
        }
    }

    /// <summary>What the word embedding looks up.</summary>
    public ulong Word(int token) => At(token).Folded;

    /// <summary>
    /// Shapes, the first and last characters in their case; in scripts that put no spaces between words, which have none of these, the
    /// pairs with the characters beside it.
    /// </summary>
    public void AddSpelling(int token, List<ulong> features)
    {
        var template = new Templates(features);
        TokenForms forms = At(token);
        template.Add(forms.Shape);
        template.Add(forms.Outline);
        AddAffixes(ref template, token, LongestSpelledAffix);
        if (WordTokenizer.IsWrittenAlone(_text![token]))
        {
            template.Add(At(token - 1).Folded, forms.Folded);
            template.Add(forms.Folded, At(token + 1).Folded);
        }

        AddPlaces(SpellingPlaces, token, features);
    }

    /// <summary>
    /// What linear-chain taggers look at (as the examples of CRFsuite, and Finkel 2005 with words to the left and right in any order).
    /// </summary>
    public void AddContext(int token, List<ulong> features)
    {
        var template = new Templates(features);
        TokenForms here = At(token);
        TokenForms left = At(token - 1);
        TokenForms right = At(token + 1);
        TokenForms left2 = At(token - 2);
        TokenForms right2 = At(token + 2);

        template.Add(here.Word);
        template.Add(here.Folded);
        template.Add(here.Shape);
        template.Add(here.Outline);
        AddAffixes(ref template, token, LongestAffix);

        template.Add(left.Folded);
        template.Add(right.Folded);
        template.Add(left2.Folded);
        template.Add(right2.Folded);
        template.Add(left.Word);
        template.Add(right.Word);
        template.Add(left.Shape);
        template.Add(right.Shape);
        template.Add(left.Outline);
        template.Add(right.Outline);
        template.Add(left2.Outline);
        template.Add(right2.Outline);

        template.Add(left.Folded, here.Folded);
        template.Add(here.Folded, right.Folded);
        template.Add(left2.Folded, left.Folded);
        template.Add(right.Folded, right2.Folded);
        template.Add(left.Folded, right.Folded);
        template.Add(left.Folded, here.Outline);
        template.Add(here.Outline, right.Folded);
        template.Add(left.Outline, here.Outline);
        template.Add(here.Outline, right.Outline);
        template.Add(left.Outline, TextHash.Combine(here.Outline, right.Outline));
        template.Add(left2.Outline, TextHash.Combine(left.Outline, here.Outline));
        template.Add(here.Outline, TextHash.Combine(right.Outline, right2.Outline));
        template.Add(left.Folded, TextHash.Combine(here.Folded, right.Folded));
        template.Add(left2.Folded, TextHash.Combine(left.Folded, here.Folded));
        template.Add(here.Folded, TextHash.Combine(right.Folded, right2.Folded));

        template.Next();
        for (int distance = 1; distance <= WidestContext; distance++)
        {
            template.AddSame(At(token - distance).Folded);
        }

        template.Next();
        for (int distance = 1; distance <= WidestContext; distance++)
        {
            template.AddSame(At(token + distance).Folded);
        }

        AddPlaces(ContextPlaces, token, features);
    }

    private static int CountBegun(ReadOnlySpan<Gazetteer.Place> places)
    {
        int outside = places.IndexOf(Gazetteer.Place.Outside);
        return outside < 0 ? places.Length : outside;
    }

    private void AddPlaces(ulong template, int token, List<ulong> features)
    {
        for (int list = 0; list < _places.Count; list++)
        {
            if (_places[list][token] is var place and not Gazetteer.Place.Outside)
            {
                features.Add(TextHash.Combine(template + (ulong)list, (ulong)place));
            }
        }
    }

    private TokenForms At(int token) => token >= 0 && token < _text!.Tokens.Count ? _forms[token - _firstForm] : LineEnd;

    private void AddAffixes(ref Templates template, int token, int longest)
    {
        ReadOnlySpan<char> word = _text![token];
        for (int length = 1; length <= longest; length++)
        {
            template.Next();
            if (length <= word.Length)
            {
                template.AddSame(TextHash.Of(word[..length]));
            }

            template.Next();
            if (length <= word.Length)
            {
                template.AddSame(TextHash.Of(word[^length..]));
            }
        }
    }

    /// <summary>Numbers the templates, so that one value under two of them is two features.</summary>
    private ref struct Templates(List<ulong> features)
    {
        private ulong _number;

        public void Next() => _number++;

        public void Add(ulong value)
        {
            Next();
            AddSame(value);
        }

        public void Add(ulong left, ulong right) => Add(TextHash.Combine(left, right));

        public readonly void AddSame(ulong value) => features.Add(TextHash.Combine(_number, value));
    }
}
