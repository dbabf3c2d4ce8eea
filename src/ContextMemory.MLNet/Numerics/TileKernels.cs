using System.Globalization;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The kernels of one width: what is done with rows, and the register tiles of products.</summary>
/// <typeparam name="TSimd">The width, and what is done with a vector of floats.</typeparam>
/// <typeparam name="TBytes">How lanes of bytes are multiplied and added.</typeparam>
/// <typeparam name="TVector">The plain vector.</typeparam>
internal sealed class TileKernels<TSimd, TBytes, TVector> : SimdKernels<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>, ITileVector<TVector>, ITileProduct<TVector>
    where TBytes : unmanaged, ITileProduct<TVector>
    where TVector : unmanaged
{
    public override string Name => (8 * sizeof(float) * TSimd.Width).ToString(CultureInfo.InvariantCulture);

    protected override int TileRows => Tiles<TSimd, TSimd, TVector>.MostRows;

    protected override int Tile(in TileArguments tile, int rows) => Tiles<TSimd, TSimd, TVector>.Compute(tile, rows);

    protected override int ByteTile(in TileArguments tile, int rows) => Tiles<TSimd, TBytes, TVector>.Compute(tile, rows);
}
