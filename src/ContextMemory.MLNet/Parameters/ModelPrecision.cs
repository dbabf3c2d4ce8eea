namespace ContextMemory.MLNet;

/// <summary>How exactly a trained model holds its weights, and computes with them.</summary>
public enum ModelPrecision
{
    /// <summary>32 bits a weight.</summary>
    Single,

    /// <summary>
    /// 16 bits a weight in the model file, which is half as large. Weights beyond 65,504 become that. Computed with in 32 bits: neither faster nor
    /// noticeably less exact.
    /// </summary>
    Half,

    /// <summary>
    /// 8 bits a weight in the model file, which is a quarter as large, and products of matrices in 8 bits, which are about twice as fast on
    /// processors of the x86 family. Each output of a layer has a step of its own, and so has each row that enters one. Matrices with fewer
    /// than 32 rows or columns or with more than 8,192 columns, biases and norms stay as they are. Scores change by about a hundredth.
    /// </summary>
    Int8,
}
