namespace ContextMemory.MLNet.Numerics;

/// <summary>What an associative memory computes with its matrix, whose rows follow one another without gaps.</summary>
internal abstract unsafe partial class Kernels
{
    /// <summary>output = sum of weights_i rows_i.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="size">Floats of a row.</param>
    /// <param name="rows">[count x size].</param>
    /// <param name="weights">[count].</param>
    /// <param name="output">[size], overwritten.</param>
    public abstract void WeightedSum(int count, int size, float* rows, float* weights, float* output);

    /// <summary>rows_i += weights_i vector.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="size">Floats of a row.</param>
    /// <param name="rows">[count x size].</param>
    /// <param name="weights">[count].</param>
    /// <param name="vector">[size].</param>
    public abstract void AddOuterProduct(int count, int size, float* rows, float* weights, float* vector);

    /// <summary>dots_i += rows_i . vector.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="size">Floats of a row.</param>
    /// <param name="rows">[count x size].</param>
    /// <param name="vector">[size].</param>
    /// <param name="dots">[count].</param>
    public abstract void AddRowDots(int count, int size, float* rows, float* vector, float* dots);
}
