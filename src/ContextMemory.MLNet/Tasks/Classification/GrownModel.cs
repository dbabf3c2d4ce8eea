using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// A model with more words and classes than the one it comes from. It does with what that one knew what that one did, or, where all of its
/// rows can be learned from again, is a random start that leans towards it.
/// </summary>
internal static class GrownModel
{
    // Of the old weights, where all of the old rows are learned from again: what has been trained to its end learns worse from old and new
    // rows together than what starts anew, a little of it does no harm (Ash and Adams 2020, "On warm-starting neural network training").
    private const float ShareOfOld = 0.2f;

    /// <summary>Whether a model has kept all the rows it was trained on: from them it can learn again what it loses.</summary>
    public static bool StartsAlmostAnew(ClassificationModel old) => old.Replay is { Training: { IsWhole: true } };

    /// <param name="old">What it comes from; it stays as it is.</param>
    /// <param name="coder">The words, each old one with the codes that it had.</param>
    /// <param name="classes">The old classes and, behind them, the new ones.</param>
    /// <param name="seed">Of the weights of new classes.</param>
    public static EncoderEnsemble Create(ClassificationModel old, TokenCoder coder, int classes, ulong seed)
    {
        var model = new EncoderEnsemble(coder, old.Options, classes, Kernels.Current, old.MemberCount);
        model.Weights.Initialize(seed);

        // What a pretrained transformer knows no start of ours does.
        float[] fresh = StartsAlmostAnew(old) && old.Options is not PretrainedOptions ? model.Weights.Values.ToArray() : [];
        model.CopyParametersFrom(old.Encoders);
        if (coder is Vocabulary grown)
        {
            foreach (Parameter table in model.Tables)
            {
                InitializeWords(model.Weights[table], old, grown);
            }
        }

        if (fresh.Length > 0)
        {
            TensorPrimitives.Lerp<float>(fresh, model.Weights.Values, ShareOfOld, model.Weights.Values);
        }

        model.Weights.Changed();
        return model;
    }

    /// <summary>A new word starts as what it was before: the mean of the rows of its character n-grams.</summary>
    private static void InitializeWords(Matrix table, ClassificationModel old, Vocabulary vocabulary)
    {
        int oldRows = old.Coder.TableRows;
        int firstAdded = vocabulary.TableRows - vocabulary.AddedWords.Count;
        for (int row = oldRows; row < vocabulary.TableRows; row++)
        {
            int[] codes = old.Encode(vocabulary.AddedWords[row - firstAdded]);
            Span<float> vector = table.Row(row);
            vector.Clear();
            foreach (int code in codes)
            {
                TensorPrimitives.Add(vector, table.Row(TokenCodes.RowOf(code)), vector);
            }

            TensorPrimitives.Divide(vector, codes.Length, vector);
        }
    }
}
