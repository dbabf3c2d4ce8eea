namespace ContextMemory.MLNet.Text;

/// <summary>A token of a text that is not held.</summary>
/// <param name="Start">Where it starts in the text, in UTF-16 units.</param>
/// <param name="Text">The token as it stands there.</param>
/// <param name="Gap">What stands between the token before and this one, of which at most <see cref="TokenStream.LongestGap"/> UTF-16 units are kept.</param>
internal readonly record struct StreamedToken(long Start, string Text, string Gap)
{
    /// <summary>The first unit behind it.</summary>
    public long End => Start + Text.Length;
}
