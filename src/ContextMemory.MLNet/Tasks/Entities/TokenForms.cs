using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>What features are made of: hashes of the forms of one token.</summary>
/// <param name="Word">As it stands there.</param>
/// <param name="Folded">In lower case, digits as 0.</param>
/// <param name="Shape">Its shape: Xxxx for Rome.</param>
/// <param name="Outline">Its shape without repeats: Xx for Rome.</param>
internal readonly record struct TokenForms(ulong Word, ulong Folded, ulong Shape, ulong Outline)
{
    private const int LongestShapeRun = 4;

    public static TokenForms Of(ReadOnlySpan<char> token)
    {
        Span<char> form = token.Length <= 128 ? stackalloc char[128] : new char[token.Length];
        ulong folded = TextHash.Of(form[..WordForm.Fold(token, form)]);
        ulong shape = TextHash.Of(form[..WordForm.Shape(token, form, LongestShapeRun)]);
        ulong outline = TextHash.Of(form[..WordForm.Shape(token, form, 1)]);
        return new TokenForms(TextHash.Of(token), folded, shape, outline);
    }
}
