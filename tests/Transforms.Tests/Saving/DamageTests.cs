using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

/// <summary>Whatever happened to the bytes of a component, loading it says so and does nothing else.</summary>
public class DamageTests
{
    private const string WordsCase = "multiclass, Lstm";

    private static readonly byte[] Component = ModelFiles.Component(FittedCase.Get(WordsCase).File);

    [Fact]
    public void A_truncated_component_is_refused_wherever_it_ends()
    {
        for (int length = 0; length < Component.Length; length++)
        {
            Exception? fault = Record.Exception(() => Components.Load(Component[..length]));

            var truncated = Assert.IsType<InvalidDataException>(fault);
            Assert.Equal("The model is truncated: the file ends too early. Copy the file anew or train again.", truncated.Message);
        }
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 500; trial++)
        {
            byte[] damaged = [.. Component];

            // Every byte of the frame, then anywhere.
            int place = trial < 40 ? trial : random.Next(damaged.Length);
            damaged[place] ^= (byte)random.Next(1, 256);

            Assert.IsType<InvalidDataException>(Record.Exception(() => Components.Load(damaged)));
        }
    }

    [Fact]
    public void Random_bytes_after_the_magic_ones_are_refused()
    {
        var random = new Random(2);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] damaged = [.. Component];
            int start = random.Next(8, 30);
            random.NextBytes(damaged.AsSpan(start, random.Next(1, 20)));

            Exception? fault = Record.Exception(() => Components.Load(damaged));

            Assert.True(fault is InvalidDataException || damaged.SequenceEqual(Component), $"Trial {trial}: {fault}");
        }
    }

    [Theory]
    [InlineData("masked token, Attention", "encode")]
    [InlineData("multiclass, Attention", "multiclass")]
    [InlineData("binary, Lstm", "binary")]
    public void Wrong_content_with_a_right_checksum_is_refused_or_harmless(string name, string kind)
    {
        byte[] component = ModelFiles.Component(FittedCase.Get(name).File);
        byte[] content = component[Components.FrameLength(kind)..];
        var random = new Random(3);

        // Options, words and names are at the front; behind them are mostly values of weights, which may be anything.
        for (int place = 0; place < 900; place++)
        {
            byte[] damaged = [.. content];
            damaged[place] ^= (byte)random.Next(1, 256);
            long before = GC.GetAllocatedBytesForCurrentThread();

            Exception? fault = Record.Exception(() => Components.Load(Components.Frame(kind, damaged)));

            Assert.True(fault is null or InvalidDataException, $"Place {place}: {fault}");

            // A wrong size that is believed would take much more at once.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [Fact]
    public void Content_that_ends_early_with_a_right_checksum_is_refused()
    {
        byte[] content = Component[Components.FrameLength("multiclass")..];
        foreach (int length in Enumerable.Range(0, 1_000).Append(content.Length - 1))
        {
            Assert.IsType<InvalidDataException>(Record.Exception(() => Components.Load(Components.Frame("multiclass", content[..length]))));
        }
    }

    [Fact]
    public void Content_that_goes_on_with_a_right_checksum_is_refused()
    {
        byte[] content = [.. Component[Components.FrameLength("multiclass")..], 0];

        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(Components.Frame("multiclass", content)));

        Assert.Equal("The model is damaged: 1 bytes are left over at its end.", fault.Message);
    }

    [Fact]
    public void A_damaged_file_says_so_through_model_load()
    {
        byte[] file = FittedCase.Get(WordsCase).File;
        byte[] damaged = [.. Component];
        damaged[^1] ^= 1;

        Exception? fault = Record.Exception(() => ModelFiles.Load(ModelFiles.WithComponent(file, damaged)));

        var inner = Assert.Single(Chain(fault).OfType<InvalidDataException>());
        Assert.Equal("The model is damaged: its checksum is not that of its content. Copy the file anew or train again.", inner.Message);
    }

    [Fact]
    public void A_damaged_step_of_a_chain_says_so_through_model_load()
    {
        MLContext context = new(1);
        ITransformer chain = context.Transforms.CopyColumns("Copy", "Text")
            .Append(context.Transforms.ContextMemoryEncode(Tiny.Encode))
            .Fit(Messages.Load(context, 20));
        byte[] file = ModelFiles.Save(chain);
        byte[] damaged = ModelFiles.Component(file);
        damaged[3] ^= 1;

        Exception? fault = Record.Exception(() => ModelFiles.Load(ModelFiles.WithComponent(file, damaged)));

        var inner = Assert.Single(Chain(fault).OfType<InvalidDataException>());
        Assert.Equal("This is not a model of ContextMemory.MLNet, or its beginning is damaged.", inner.Message);
    }

    private static IEnumerable<Exception> Chain(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            yield return fault;
        }
    }
}
