namespace ContextMemory.MLNet.Text.Markup;

/// <summary>Leaves out what is HTML.</summary>
internal sealed class HtmlStripper(string text, StrippedText stripped)
{
    private readonly HtmlReader _html = new(text);

    public void Strip()
    {
        int kept = 0;
        for (int i = 0; i < text.Length;)
        {
            int found = text.AsSpan(i).IndexOfAny('<', '&');
            if (found < 0)
            {
                break;
            }

            i += found;
            int end = StripAt(i, kept);
            i = end > i ? kept = end : i + 1;
        }

        stripped.Keep(kept, text.Length);
    }

    /// <summary>Leaves out the markup here, behind the text from <paramref name="kept"/> on.</summary>
    /// <returns>Its end; the same place where there is none, and then nothing is done.</returns>
    public int StripAt(int i, int kept)
    {
        if (text[i] == '&')
        {
            int behind = _html.SkipReference(i, out string character);
            if (behind > i)
            {
                stripped.Keep(kept, i);
                stripped.Replace(i, behind, character);
            }

            return behind;
        }

        int end = _html.SkipTag(i, out HtmlReader.Effect effect);
        stripped.LeaveUnclosed(_html.FirstUnclosed);
        if (end == i)
        {
            return i;
        }

        stripped.Keep(kept, i);
        switch (effect)
        {
            case HtmlReader.Effect.Paragraph:
                stripped.EndParagraph(i);
                break;
            case HtmlReader.Effect.Line:
                stripped.EndLine(i);
                break;
        }

        return end;
    }
}
