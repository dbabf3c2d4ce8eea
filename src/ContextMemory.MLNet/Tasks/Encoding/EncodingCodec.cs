using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>How an encoder is written: no more than every text model has.</summary>
internal static class EncodingCodec
{
    public static void Write(BinaryWriter writer, EncodingModel model) => TextModelCodec.Write(writer, model);

    /// <param name="reader">Where to read from.</param>
    /// <param name="findTokenizer">The tokenizer with a fingerprint, or null where the user has not given it.</param>
    /// <exception cref="InvalidDataException">The model is damaged or of a later version.</exception>
    public static EncodingModel Read(ContentReader reader, Func<uint, ISubwordTokenizer?> findTokenizer) =>
        TextModelCodec.Read(reader, findTokenizer, (coder, options, kernels) => new EncodingModel(coder, options, kernels));
}
