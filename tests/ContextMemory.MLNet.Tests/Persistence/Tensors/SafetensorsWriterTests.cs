using System.Text;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Tests.Persistence.Tensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private static readonly NamedValues[] Tensors =
    [
        new("a", [2, 3], new float[] { 1, -2, 0.1f, 4e-5f, 5, 65_504 }),
        new("with \"quotes\" and ü", [1], new float[] { 0.5f }),
        new("none", [0, 4], Array.Empty<float>()),
        new("large", [20_000], Enumerable.Range(0, 20_000).Select(i => i / 7f).ToArray()),
    ];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read(bool asFloat16)
    {
        using var file = DataFile.Open(_folder.Write("a", Write(Tensors, asFloat16)));
        List<StoredTensor> read = SafetensorsHeader.Read(file);
        Assert.Equal(Tensors.Select(tensor => tensor.Name), read.Select(tensor => tensor.Name));
        Assert.All(Tensors.Zip(read), pair =>
        {
            var values = new float[pair.First.Values.Length];
            pair.Second.Read(values);
            Assert.Equal(pair.First.Shape, pair.Second.Shape);
            Assert.Equal(asFloat16 ? "F16" : "F32", pair.Second.TypeName);
            Assert.Equal(pair.First.Values.ToArray().Select(value => asFloat16 ? (float)(Half)value : value), values);
        });
    }

    // The file of one tensor, as the library of safetensors for Python writes and reads it.
    [Fact]
    public void Data_begin_at_a_multiple_of_8_bytes_behind_spaces()
    {
        byte[] bytes = Write([new NamedValues("w", [1, 2], new float[] { 1, 2 })], asFloat16: false);
        const string Json = """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""";
        string padded = Json.PadRight((Json.Length + 7) / 8 * 8);
        Assert.Equal([.. BitConverter.GetBytes((long)padded.Length), .. Encoding.UTF8.GetBytes(padded), 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], bytes);
    }

    [Fact]
    public void A_value_that_half_precision_does_not_have_is_told_before_anything_is_written()
    {
        var output = new MemoryStream();
        NamedValues[] tensors = [new("fits", [1], new float[] { 65_519 }), new("large", [2], new float[] { 0, -65_520 })];
        Assert.Contains("Parameter 'large' has the value -65520", Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(output, tensors, asFloat16: true)).Message, StringComparison.Ordinal);
        Assert.Equal(0, output.Length);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Write(NamedValues[] tensors, bool asFloat16)
    {
        var output = new MemoryStream();
        SafetensorsWriter.Write(output, tensors, asFloat16);
        return output.ToArray();
    }
}
