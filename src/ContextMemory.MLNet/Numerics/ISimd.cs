namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// A vector of floats of one width. Everything elementwise is written once against this and compiled once a width; each lane is
/// computed alone and with the same operations in all widths, so a value never depends on where in a row it stands.
/// </summary>
internal unsafe interface ISimd<TSelf>
    where TSelf : unmanaged, ISimd<TSelf>
{
    static abstract int Width { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Create(float value);

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf vector, float* destination);

    /// <summary>The floats next to the integers.</summary>
    static abstract TSelf FromIntegers(int* source);

    /// <summary>Stores whole numbers between 0 and 255, a byte each.</summary>
    static abstract void StoreBytes(TSelf vector, byte* destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>c - a * b, rounded once.</summary>
    static abstract TSelf SubtractProduct(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller; not a number where <paramref name="right"/> is not, so what is bounded must stand there.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger; not a number where <paramref name="right"/> is not, so what is bounded must stand there.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>To the nearest whole number, ties to even.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>value * 2^exponent for a whole number between -126 and 127.</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf value, TSelf exponent);

    /// <summary>1 / value within two units in the last place, for values whose reciprocal is neither zero nor infinite.</summary>
    static abstract TSelf Reciprocal(TSelf value);

    /// <summary><paramref name="whenNegative"/> where <paramref name="condition"/> is below zero, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf SelectNegative(TSelf condition, TSelf whenNegative, TSelf otherwise);

    static abstract float Sum(TSelf value);

    static abstract float MaxAcross(TSelf value);
}
