using ContextMemory.MLNet.Persistence.Tensors;
using ContextMemory.MLNet.Persistence.Tensors.Onnx;

namespace ContextMemory.MLNet.Tests.Persistence.Tensors.Onnx;

public sealed class OnnxGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Whole_numbers_of_a_shape_are_read_from_each_place()
    {
        ProtobufBytes raw = new ProtobufBytes().Varint(1, 2).Varint(2, 6).Text(8, "raw").Bytes(9, [1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        ProtobufBytes packed = new ProtobufBytes().Bytes(1, [2]).Varint(2, 7).Bytes(7, [3, 0x80, 1]).Text(8, "packed");
        ProtobufBytes single = new ProtobufBytes().Varint(2, 7).Varint(7, -1).Text(8, "single");
        ProtobufBytes graph = new ProtobufBytes().Message(5, raw).Message(5, packed).Message(5, single);
        OnnxGraph read = Read(new ProtobufBytes().Message(7, graph).ToArray());
        Assert.Equal([1, -1], read.Constant("raw")!.Integers!);
        Assert.Equal([3, 128], read.Constant("packed")!.Integers!);
        Assert.Equal([-1], read.Constant("single")!.Integers!);
    }

    [Fact]
    public void A_constant_that_is_handed_on_is_found_under_both_names()
    {
        ProtobufBytes graph = new ProtobufBytes()
            .Message(5, TinyOnnx.Tensor("shared", [1], [1]))
            .Message(1, new ProtobufBytes().Text(1, "shared").Text(2, "alias").Text(4, "Identity"));
        OnnxGraph read = Read(new ProtobufBytes().Message(7, graph).ToArray());
        Assert.Same(read.Constant("shared"), read.Constant("alias"));
    }

    public static TheoryData<byte[], string> Damaged => new()
    {
        { [], "has no graph" },
        { [0x3A, 0x05, 0x00], "a field of 5 bytes begins where 1 are left" },
        { [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], "a field of 18446744073709551615 bytes" },
        { [0x80], "a number does not end" },
        { [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], "a number does not end" },
        { [0x0D, 0x00], "a number does not end" },
        { [0x0B], "in a way (3)" },
        { [0x00], "a field has no number" },
        { [0x38, 0x01], "field 7 is a number where bytes are expected" },
        { Graph(TinyOnnx.Tensor("a", [2], [1])), "has 4 bytes; expected 8" },
        { Graph(TinyOnnx.Tensor("a", [-1], [1])), "has shape [-1], which no file can hold" },
        { Graph(TinyOnnx.Tensor("a", [1L << 62, 4], [1])), "which no file can hold" },
        { Graph(TinyOnnx.Tensor("a", [.. Enumerable.Repeat(1L, 17)], [1])), "more than 16 numbers" },
        { Graph(new ProtobufBytes().Varint(2, 1).Text(8, "a").Single(4, 1)), "written one by one" },
        { Graph(new ProtobufBytes().Varint(2, 1).Text(8, "a").Message(13, new ProtobufBytes())), "external data" },
        { Graph(new ProtobufBytes().Varint(2, 1).Text(8, "a").Varint(14, 1)), "external data" },
        { Graph(new ProtobufBytes().Bytes(8, [0xFF])), "a name is not UTF-8" },
        { Graph(new ProtobufBytes().Bytes(8, new byte[5_000])), "a name has 5000 bytes" },
        { [.. Graph(TinyOnnx.Tensor("a", [1], [1])), .. Graph(TinyOnnx.Tensor("a", [1], [1]))], "two constants are named 'a'" },
    };

    [Theory]
    [MemberData(nameof(Damaged), DisableDiscoveryEnumeration = true)]
    public void A_damaged_file_is_told(byte[] bytes, string fault)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Read(bytes));
        Assert.Contains(_folder.File("a.onnx"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Graph(ProtobufBytes tensor) => new ProtobufBytes().Message(7, new ProtobufBytes().Message(5, tensor)).ToArray();

    private OnnxGraph Read(byte[] bytes)
    {
        using var file = DataFile.Open(_folder.Write("a.onnx", bytes));
        return OnnxGraph.Read(file);
    }
}
