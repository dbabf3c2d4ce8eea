namespace ContextMemory.MLNet;

/// <summary>How a text is marked up, which is stripped before it is cut into sentences.</summary>
public enum TextMarkup
{
    /// <summary>Plain text: every character is read as it is.</summary>
    None,

    /// <summary>
    /// HTML, whole pages or a text with some tags in it. Left out are tags and comments, and scripts, styles, preformatted text and tables
    /// with all that is in them. A paragraph, an item of a list and the like is a text of its own. References such as <c>&amp;amp;</c>
    /// are read as their character.
    /// </summary>
    Html,

    /// <summary>
    /// Markdown, with HTML in it. Left out are blocks of code, tables, images, addresses of links, and the marks of headings, quotations
    /// and emphasis. The text of links and code within a line stay.
    /// </summary>
    Markdown,
}
