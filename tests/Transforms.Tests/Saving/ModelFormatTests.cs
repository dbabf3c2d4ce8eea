using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence;
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
    public void TheBeginningOfAnotherFormatIsRefused(string magic)
    {
        byte[] foreign = [.. magic.Select(character => (byte)character), .. Component[8..]];

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(foreign));

        Assert.Equal("This is not a model of ContextMemory.MLNet, or its beginning is damaged.", fault.Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-1)]
    public void AnotherVersionIsRefusedWithTheVersionsThatAreRead(int version)
    {
        byte[] later = [.. Component];
        BitConverter.TryWriteBytes(later.AsSpan(8), version);

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(later));

        Assert.Equal(
            $"The model was saved in format {version}; this version of ContextMemory.MLNet reads formats 1 to 1. " +
            "Update the package, or make the model with this version.",
            fault.Message);
    }

    [Fact]
    public void AnUnknownKindIsRefusedWhateverItsContent()
    {
        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(Components.Frame("translate", [0xFF, 0xFF])));

        Assert.Equal(
            "The model holds a 'translate', which this version of ContextMemory.MLNet does not know. Update the package.", fault.Message);
    }

    [Fact]
    public void ATypeNameInTheFileIsOnlyAnUnknownKind()
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
    public void NoTypeNameIsWritten()
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
    public void AnAnnouncedLengthThatTheFileDoesNotHaveReservesNothing(int length)
    {
        byte[] announcing = [.. Component];
        BitConverter.TryWriteBytes(announcing.AsSpan(8 + 4 + 1 + "multiclass".Length), length);
        using var reader = new BinaryReader(new MemoryStream(announcing));
        long before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<InvalidDataException>(() => ModelFormat.Read(reader));

        Assert.Equal("The model is truncated: the file ends too early. Copy the file anew or train again.", fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void ALengthBelowZeroIsRefused()
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
    public void AKindOfAnImpossibleLengthIsRefused(byte[] kindLength)
    {
        byte[] damaged = [.. Component[..12], .. kindLength, .. Component[13..]];

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(damaged));

        Assert.Equal("The model is damaged: the name of what it holds is too long.", fault.Message);
    }

    [Fact]
    public void ContentLongerThanAChunkIsReadBackWhole()
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

    [Fact]
    public void ACountThatCannotBeReservesNothing()
    {
        byte[] content = BitConverter.GetBytes(int.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<InvalidDataException>(() => new ContentReader(content).ReadIntegers());

        Assert.Equal("The model is damaged: it announces 2147483647 items where only 0 bytes are left.", fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }
}
