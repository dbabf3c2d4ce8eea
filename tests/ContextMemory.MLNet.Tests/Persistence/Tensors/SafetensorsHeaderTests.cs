using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Tests.Persistence.Tensors;

public sealed class SafetensorsHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Tensors_are_read_from_their_places()
    {
        List<(string, string, string, string)> read = Read(SafetensorsBytes.Of(
            """
            {"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,1],"data_offsets":[8,12]},
             "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"c":{"dtype":"BF16","shape":[],"data_offsets":[12,14]},
             "none":{"dtype":"F32","shape":[0,5],"data_offsets":[14,14]}}
            """,
            [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f), .. BitConverter.GetBytes((Half)3), .. BitConverter.GetBytes((Half)0.5), 0x80, 0x3F]));
        Assert.Equal(
            [("b", "F16", "[2 x 1]", "3 0.5"), ("a", "F32", "[2]", "1.5 -2"), ("c", "BF16", "[]", "1"), ("none", "F32", "[0 x 5]", "")],
            read);
    }

    [Fact]
    public void A_type_that_is_not_known_does_no_harm_where_the_tensor_is_not_needed()
    {
        using var file = DataFile.Open(_folder.Write("a", SafetensorsBytes.Of("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", 0, 0)));
        StoredTensor tensor = Assert.Single(SafetensorsHeader.Read(file));
        Assert.Equal(("F4", null), (tensor.TypeName, tensor.Type));
    }

    [Theory]
    [InlineData("""[]""", 0, "expected JSON of kind Object, found Array")]
    [InlineData("""{"a":""", 0, "not JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}""", 8, "not JSON")]
    [InlineData("""{"\uD800":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4, "not valid Unicode")]
    [InlineData("""{"a":3}""", 0, "tensor 'a' is described by Number")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "tensor 'a' has no dtype")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "tensor 'a' has no shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "tensor 'a' has no data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "data_offsets that are not two numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "tensor 'a' has -1 in its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "tensor 'a' has 1.5 in its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "tensor 'a' has \"1\" in its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", 4, "9223372036854775808 in its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, "more than a file can hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", 4, "has 4 bytes; expected 18446744073709551620")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "has 4 bytes; expected 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "data_offsets 4 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "the file holds 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "inside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}""", 9, "behind a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 7, "3 bytes behind the last tensor belong to none")]
    public void A_damaged_header_is_told(string header, int dataLength, string fault)
    {
        string path = _folder.Write("a.safetensors", SafetensorsBytes.Of(header, new byte[dataLength]));
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ReadFile(path));
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(3UL)]
    [InlineData(100_000_001UL)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void A_length_that_the_file_does_not_have_reserves_nothing(ulong length)
    {
        byte[] bytes = [.. BitConverter.GetBytes(length), (byte)'{', (byte)'}'];
        string path = _folder.Write("a.safetensors", bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => ReadFile(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void A_file_that_is_too_short_is_told() =>
        Assert.Contains("at least 8", Assert.Throws<InvalidDataException>(() => ReadFile(_folder.Write("a", [1, 2]))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pointer_of_Git_LFS_is_told()
    {
        string path = _folder.Write("a.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n");
        Assert.Contains("git lfs pull", Assert.Throws<InvalidDataException>(() => ReadFile(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_no_number_is_told()
    {
        byte[] bytes = SafetensorsBytes.Of([("a", [2], [1, float.NaN])]);
        Assert.Contains("infinite or not a number", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void ReadFile(string path)
    {
        using var file = DataFile.Open(path);
        SafetensorsHeader.Read(file);
    }

    private List<(string Name, string Type, string Shape, string Values)> Read(byte[] bytes)
    {
        using var file = DataFile.Open(_folder.Write("a.safetensors", bytes));
        var read = new List<(string, string, string, string)>();
        foreach (StoredTensor tensor in SafetensorsHeader.Read(file))
        {
            var values = new float[(int)StoredTensor.CountOf(tensor.Shape)!];
            tensor.Read(values);
            read.Add((tensor.Name, tensor.TypeName, tensor.ShapeText, string.Join(' ', values)));
        }

        return read;
    }
}
