namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>Reads of tokenizer.json what is put around a text: one special piece before it and one behind.</summary>
internal static class FrameNames
{
    /// <exception cref="InvalidDataException">Something else is put around a text.</exception>
    public static SpecialNames Read(JsonField processor)
    {
        if (processor.IsNull)
        {
            return default;
        }

        switch (processor.Get("type").Text())
        {
            case "BertProcessing" or "RobertaProcessing":
                return new SpecialNames(First(processor.Get("cls")), First(processor.Get("sep")), null, null, null);
            case "TemplateProcessing":
                JsonField single = processor.Get("single");
                string?[] names = [.. single.Items().Take(4).Select(Name)];
                return names is [{ } start, null, { } end]
                    ? new SpecialNames(start, end, null, null, null)
                    : throw single.Fault("is no special piece, a text and a special piece: that is not supported");
            default:
                throw processor.NotSupported("Supported are BertProcessing, RobertaProcessing and TemplateProcessing.");
        }

        // A piece and its id.
        static string First(JsonField pair) =>
            pair.Count == 2 ? pair.Items().First().Text() : throw pair.Unexpected("a piece and its id");

        // Null stands for the text.
        static string? Name(JsonField part) => part.Get("Sequence").IsNull ? part.Get("SpecialToken").Get("id").Text() : null;
    }
}
