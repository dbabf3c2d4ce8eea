using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tokenization;

namespace ContextMemory.MLNet;

/// <summary>How a classification model is written and read.</summary>
internal static class ClassificationModels
{
    public static void Write(BinaryWriter writer, ClassificationModel model)
    {
        writer.Write(model.ClassCount);
        TextModelFormat.Write(writer, model);
    }

    public static ClassificationModel Read(ContentReader reader, TokenizerRegistry tokenizers)
    {
        int classes = reader.ReadInteger();
        if (classes < 2)
        {
            throw new InvalidDataException($"The model is damaged: it gives {classes} classes.");
        }

        return TextModelFormat.Read(
            reader, tokenizers.Find, (coder, options, kernels) => new ClassificationModel(coder, options, classes, kernels));
    }
}
