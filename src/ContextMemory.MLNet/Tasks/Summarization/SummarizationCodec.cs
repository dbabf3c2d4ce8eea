using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>How a summarizer is written: its method and limits, its model where the method has one, and the markup that it strips.</summary>
internal static class SummarizationCodec
{
    // Before the markup, which not every model has.
    private const int MarkupMark = 0x4B52414D;

    public static void Write(BinaryWriter writer, Summarizer summarizer)
    {
        writer.Write((int)summarizer.Method);
        writer.Write(OptionsJson.Write(summarizer.Limits));
        if (summarizer.Model is { } model)
        {
            writer.Write(OptionsJson.Write(model.Memory));
            TextModelCodec.Write(writer, model);
        }

        if (summarizer.Markup != TextMarkup.None)
        {
            writer.Write(MarkupMark);
            writer.Write((int)summarizer.Markup);
        }
    }

    /// <param name="reader">Where to read from.</param>
    /// <param name="findTokenizer">The tokenizer with a fingerprint, or null where the user has not given it.</param>
    /// <exception cref="InvalidDataException">The model is damaged or of a later version.</exception>
    public static Summarizer Read(ContentReader reader, Func<uint, ISubwordTokenizer?> findTokenizer)
    {
        var method = (SummaryMethod)reader.ReadInteger();
        if (!Enum.IsDefined(method))
        {
            throw new InvalidDataException($"The model summarizes in a way ({method}) that this version does not know. Update the package.");
        }

        SummaryLimits limits = OptionsJson.ReadLimits(reader.ReadText());
        SummarizationModel? model = method == SummaryMethod.Trained ? ReadModel(reader, findTokenizer) : null;
        TextMarkup markup = reader.ReadMark(MarkupMark) ? (TextMarkup)reader.ReadInteger() : TextMarkup.None;
        return Enum.IsDefined(markup)
            ? new Summarizer(method, limits, model, markup)
            : throw new InvalidDataException($"The model strips markup ({markup}) that this version does not know. Update the package.");
    }

    private static SummarizationModel ReadModel(ContentReader reader, Func<uint, ISubwordTokenizer?> findTokenizer)
    {
        EncoderOptions memory = OptionsJson.ReadEncoder(reader.ReadText(), hasSegments: false);
        return TextModelCodec.Read(
            reader, findTokenizer, (coder, options, kernels) => new SummarizationModel(coder, options, memory, kernels));
    }
}
