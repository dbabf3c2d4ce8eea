using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks;

/// <summary>Turns texts into a row of numbers each. It is used from any number of threads at once.</summary>
internal interface ITextModel
{
    TokenCoder Coder { get; }

    /// <summary>How texts are read.</summary>
    EncoderOptions Options { get; }

    /// <summary>Number of learned values.</summary>
    long ParameterCount { get; }

    /// <summary>Numbers that a text is turned into.</summary>
    int ResultSize { get; }

    /// <summary>The codes of a text.</summary>
    int[] Encode(ReadOnlySpan<char> text);

    /// <summary>The results of many documents, [documents x <see cref="ResultSize"/>] row by row.</summary>
    /// <param name="documents">Their codes.</param>
    /// <param name="results">Written.</param>
    /// <param name="threads">At work at once, at most.</param>
    /// <param name="watch">Counts the documents; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    void Run(IReadOnlyList<int[]> documents, Memory<float> results, int threads = 1, StageWatch? watch = null);
}
