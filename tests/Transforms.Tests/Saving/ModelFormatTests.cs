using System.Numerics;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Persistence;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

/// <summary>The frame of our own format: what it refuses, in which words, and what it does not do before it has refused.</summary>
public class ModelFormatTests
{
    private static readonly byte[] Component = ModelFiles.Component(FittedCase.Get("multiclass, Lstm").File);

    [Theory]
    [InlineData("CTXMEM\n\n")]
    [InlineData("ctxmem\r\n")]
    [InlineData("PK\u0003\u0004rest")]
    public void The_beginning_of_another_format_is_refused(string magic)
    {
        byte[] foreign = [.. magic.Select(character => (byte)character), .. Component[8..]];

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(foreign));

        Assert.Equal("This is not a model of ContextMemory.MLNet, or its beginning is damaged.", fault.Message);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Another_version_is_refused_with_the_versions_that_are_read(int version)
    {
        byte[] later = [.. Component];
        BitConverter.TryWriteBytes(later.AsSpan(8), version);

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(later));

        Assert.Equal(
            $"The model was saved in format {version}; this version of ContextMemory.MLNet reads formats 1 to 2. " +
            "Update the package, or make the model with this version.",
            fault.Message);
    }

    [Fact]
    public void An_unknown_kind_is_refused_whatever_its_content()
    {
        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(Components.Frame("translate", [0xFF, 0xFF])));

        Assert.Equal(
            "The model holds a 'translate', which this version of ContextMemory.MLNet does not know. Update the package.", fault.Message);
    }

    [Fact]
    public void A_type_name_in_the_file_is_only_an_unknown_kind()
    {
        var asked = new List<string>();
        ResolveEventHandler watch = (_, request) =>
        {
            asked.Add(request.Name);
            return null;
        };
        AppDomain.CurrentDomain.AssemblyResolve += watch;
        try
        {
            Assert.Throws<InvalidDataException>(() => Components.Load(Components.Frame("Evil.Type, Evil.Assembly", [])));
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= watch;
        }

        Assert.DoesNotContain(asked, name => name.Contains("Evil", StringComparison.Ordinal));
    }

    [Fact]
    public void No_type_name_is_written()
    {
        string text = System.Text.Encoding.Latin1.GetString(Component);

        Assert.Contains("head.weight", text);
        Assert.DoesNotContain("ContextMemory", text);
        Assert.DoesNotContain("Transformer", text);
        Assert.DoesNotContain("System.", text);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1 << 30)]
    public void A_length_that_the_file_does_not_have_reserves_nothing(int length)
    {
        byte[] announcing = [.. Component];
        BitConverter.TryWriteBytes(announcing.AsSpan(8 + 4 + 1 + "multiclass".Length), length);
        using var reader = new BinaryReader(new MemoryStream(announcing));
        long before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<InvalidDataException>(() => ModelFormat.Read(reader));

        Assert.Equal("The model is truncated: the file ends too early. Copy the file anew or train again.", fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData(false, "The model is damaged: its checksum is not that of its content. Copy the file anew or train again.")]
    [InlineData(true, "The model is damaged: it gives 0 classes.")]
    public void Content_that_is_large_and_worthless_reserves_nothing(bool hasRightChecksum, string message)
    {
        byte[] head = Components.Frame("multiclass", []);
        using var file = new ZeroFile(head, 256 << 20, hasRightChecksum);
        using var reader = new BinaryReader(file);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<InvalidDataException>(() => SavedComponents.Load(new MLContext(), reader));

        Assert.Equal(message, fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void The_checksum_is_of_the_kind_too()
    {
        byte[] other = [.. Component];
        "multilabel"u8.CopyTo(other.AsSpan(13));

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(other));

        Assert.Equal("The model is damaged: its checksum is not that of its content. Copy the file anew or train again.", fault.Message);
    }

    [Fact]
    public void A_length_below_zero_is_refused()
    {
        byte[] negative = [.. Component];
        BitConverter.TryWriteBytes(negative.AsSpan(8 + 4 + 1 + "multiclass".Length), -1);

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(negative));

        Assert.Equal("The model is damaged: it gives a length below zero.", fault.Message);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x41 })]
    public void A_kind_of_an_impossible_length_is_refused(byte[] kindLength)
    {
        byte[] damaged = [.. Component[..12], .. kindLength, .. Component[13..]];

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(damaged));

        Assert.Equal("The model is damaged: the name of what it holds is too long.", fault.Message);
    }

    [Fact]
    public void Content_longer_than_a_chunk_is_read_back_whole()
    {
        byte[] content = new byte[(5 << 20) + 3];
        new Random(1).NextBytes(content);
        using var reader = new BinaryReader(new MemoryStream(Components.Frame("anything", content)));

        (string kind, ContentReader read) = ModelFormat.Read(reader);

        Assert.Equal("anything", kind);
        float[] values = new float[content.Length / sizeof(float)];
        read.ReadInto(values);
        Assert.True(MemoryMarshal.AsBytes<float>(values).SequenceEqual(content.AsSpan(0, values.Length * sizeof(float))));
        Assert.Throws<InvalidDataException>(read.End);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, "it has a text of -1 bytes; possible are 0 to 16777216.")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "it has a text of -1 bytes; possible are 0 to 16777216.")]
    [InlineData(new byte[] { 0x81, 0x80, 0x80, 0x08 }, "it has a text of 16777217 bytes; possible are 0 to 16777216.")]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x08 }, "its content ends too early.")]
    [InlineData(new byte[] { 0x02, 0x41 }, "its content ends too early.")]
    [InlineData(new byte[] { 0x80 }, "its content ends too early.")]
    [InlineData(new byte[] { 0x02, 0xC3, 0x28 }, "it has a text that is not UTF-8.")]
    public void An_impossible_string_is_refused(byte[] content, string message)
    {
        var fault = Assert.Throws<InvalidDataException>(() => new ContentReader(content).ReadText());

        Assert.Equal($"The model is damaged: {message}", fault.Message);
    }

    [Fact]
    public void Strings_are_read_as_BinaryWriter_writes_them()
    {
        string[] texts = ["", "köszönöm, 非常に速い 🙂", new string('a', 127), new string('b', 128), new string('c', 70_000)];
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        Array.ForEach(texts, writer.Write);
        var reader = new ContentReader(content.ToArray());

        Assert.Equal(texts, texts.Select(_ => reader.ReadText()));
        reader.End();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_no_number_is_refused(float value)
    {
        byte[] content = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(value)];

        var fault = Assert.Throws<InvalidDataException>(() => new ContentReader(content).ReadNumbers(new float[2], "head.weight"));

        Assert.Equal("The model is damaged: a value of 'head.weight' is infinite or not a number.", fault.Message);
    }

    [Fact]
    public void An_impossible_count_reserves_nothing()
    {
        byte[] content = BitConverter.GetBytes(int.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<InvalidDataException>(() => new ContentReader(content).ReadIntegers());

        Assert.Equal("The model is damaged: it announces 2147483647 items where only 0 bytes are left.", fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    /// <summary>A file of a component's frame and zeros, of which nothing is in memory.</summary>
    private sealed class ZeroFile : Stream
    {
        private readonly byte[] _head;

        public ZeroFile(byte[] head, int zeros, bool hasRightChecksum)
        {
            _head = head;
            Length = head.Length + zeros;
            BitConverter.TryWriteBytes(head.AsSpan(head.Length - 8), zeros);
            uint checksum = uint.MaxValue;
            foreach (byte value in head.AsSpan(8, head.Length - 12))
            {
                checksum = BitOperations.Crc32C(checksum, value);
            }

            for (int i = 0; i < zeros; i += sizeof(ulong))
            {
                checksum = BitOperations.Crc32C(checksum, 0UL);
            }

            BitConverter.TryWriteBytes(head.AsSpan(head.Length - 4), hasRightChecksum ? ~checksum : checksum);
        }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length { get; }

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            Span<byte> read = buffer[..(int)Math.Min(buffer.Length, Length - Position)];
            read.Clear();
            if (Position < _head.Length)
            {
                ReadOnlySpan<byte> head = _head.AsSpan((int)Position);
                head[..Math.Min(head.Length, read.Length)].CopyTo(read);
            }

            Position += read.Length;
            return read.Length;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();
    }
}
