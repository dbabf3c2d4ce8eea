using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// A learned weight for each cue word; a sentence has the sum of those of its words over the root of their number, so that long
/// sentences do not win by length. Adds to scores [sentences x 1].
/// </summary>
internal sealed class CueWords(ParameterLayout layout, string name, int rows)
{
    private readonly Parameter _weight = layout.Add($"{name}.weight", rows, 1, Initializers.Zero);

    public int Rows => _weight.Rows;

    public void AddTo(Pass pass, IReadOnlyList<int[]> cues, Matrix scores)
    {
        Span<float> weights = pass.Weights[_weight].Span;
        for (int sentence = 0; sentence < cues.Count; sentence++)
        {
            float sum = 0;
            foreach (int row in cues[sentence])
            {
                sum += weights[row];
            }

            scores[sentence, 0] += sum * Share(cues[sentence]);
        }
    }

    public void Backward(Pass pass, IReadOnlyList<int[]> cues, Matrix gradient)
    {
        Span<float> weightGradient = pass.GradientOf(_weight).Span;
        for (int sentence = 0; sentence < cues.Count; sentence++)
        {
            float share = gradient[sentence, 0] * Share(cues[sentence]);
            foreach (int row in cues[sentence])
            {
                weightGradient[row] += share;
            }
        }
    }

    private static float Share(int[] cues) => 1 / MathF.Sqrt(Math.Max(1, cues.Length));
}
