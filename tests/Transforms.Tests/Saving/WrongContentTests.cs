using ContextMemory.MLNet;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Tests.Support;
using ContextMemory.MLNet.Text;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

/// <summary>Content that no version of ours wrote, in a frame that is right.</summary>
public class WrongContentTests
{
    private static readonly EncoderOptions Lstm = Tiny.Encoder(EncoderKind.Lstm);

    [Theory]
    [InlineData(int.MaxValue, "it gives 2147483647 rows for unknown words.")]
    [InlineData(0, "it gives 0 rows for unknown words.")]
    [InlineData(10_000_000, "it announces 80001202 items where only 0 bytes are left.")]
    public void A_size_of_the_vocabulary_that_the_file_does_not_have_is_refused(int hashBuckets, string message) =>
        AssertRefused(message, writer => WriteModel(writer, Lstm, hashBuckets));

    [Fact]
    public void A_size_of_the_encoder_that_the_file_does_not_have_is_refused() => AssertRefused(
        "it announces more values than a model can have.",
        writer => WriteModel(writer, Lstm.With(new { EmbeddingSize = 4_096, HiddenSize = 4_096, Layers = 48 }), hashBuckets: 32));

    [Theory]
    [InlineData(100_001, "it gives 100001 classes.")]
    [InlineData(1, "it gives 1 classes.")]
    [InlineData(-1, "it gives -1 classes.")]
    public void An_impossible_number_of_classes_is_refused(int classes, string message) =>
        AssertRefused(message, writer => WriteModel(writer, Lstm, hashBuckets: 32, classes));

    [Theory]
    [InlineData(new[] { 0, 1 }, 3)]
    [InlineData(new[] { 0, 1 }, -1)]
    [InlineData(new[] { 0, 2 }, 1)]
    [InlineData(new[] { 1, 1 }, 1)]
    public void Weights_of_classes_that_the_model_does_not_have_are_refused(int[] starts, int column) => AssertRefused(
        "its n-grams speak for classes that it does not know.",
        writer =>
        {
            var encoders = new EncoderEnsemble(new Vocabulary(["word"], lowerCase: true, hashBuckets: 32), Lstm, classes: 3, Kernels.Current);
            var sparse = new CompressedRows(starts, [column], [0.5f]);
            var ngrams = new NGramClassifier(new NGramIndex(firstUnknown: 3, longest: 2, [7], [1]), [], [-1, -1, -1], sparse: sparse);
            WriteLabels(writer);
            ClassificationCodec.Write(writer, new ClassificationModel(encoders) { NGrams = ngrams });
        });

    [Fact]
    public void A_word_that_is_there_twice_is_refused() => AssertRefused(
        "its vocabulary has an entry twice.", writer => WriteModel(writer, Lstm, hashBuckets: 32, classes: 2, "word", "other", "word"));

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        InvalidDataException fault = Load(writer => WriteModel(writer, Lstm with { Layers = 0 }, hashBuckets: 32));

        Assert.Equal(
            "The model's encoder options cannot be read; a later version of ContextMemory.MLNet may have saved it. Update the package.",
            fault.Message);
        Assert.Contains("Layers is 0; allowed is 1 to 48", fault.InnerException!.Message);
    }

    [Fact]
    public void Segments_without_a_length_are_refused() => AssertRefused(
        "its segments have a length of 0.", writer => WriteModel(writer, Lstm with { SegmentLength = 0 }, hashBuckets: 32));

    [Fact]
    public void Another_way_to_cut_text_is_refused()
    {
        InvalidDataException fault = Load(writer =>
        {
            WriteLabels(writer);
            writer.Write(2);
            writer.Write(OptionsJson.Write(Lstm));
            writer.Write(7);
        });

        Assert.Equal("The model turns text into tokens in a way (7) that this version does not know. Update the package.", fault.Message);
    }

    [Theory]
    [InlineData("colour", "red", "The model's label values are of a type ('colour') that this version does not know. Update the package.")]
    [InlineData("int32", "red", "The model is damaged: one of its label values is no int32.")]
    [InlineData("byte", "256", "The model is damaged: one of its label values is no byte.")]
    [InlineData("boolean", "yes", "The model is damaged: one of its label values is no boolean.")]
    [InlineData("text", "red", "The model is damaged: it names 1 classes and tells 2 apart.")]
    public void Label_values_that_do_not_fit_are_refused(string type, string value, string message)
    {
        InvalidDataException fault = Load(writer =>
        {
            writer.Write("Text");
            writer.Write(type);
            writer.Write(1);
            writer.Write(value);
            writer.Write(ModelOfTwoClasses());
        });

        Assert.Equal(message, fault.Message);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1_001)]
    [InlineData(3, 3)]
    [InlineData(3, -1)]
    public void An_impossible_remembered_document_is_refused(int place, int value)
    {
        byte[] content = ModelFiles.Component(FittedCase.Get(EstimatorCase.Remembering).File)[Components.FrameLength("multiclass")..];
        int mark = content.AsSpan().LastIndexOf("OMEM"u8);

        // Behind the mark: the factor, how many answer, how many documents and n-grams there are, the class of each document.
        BitConverter.TryWriteBytes(content.AsSpan(mark + sizeof(int) + sizeof(float) + place * sizeof(int)), value);
        var fault = Assert.Throws<InvalidDataException>(() => Components.Load(Components.Frame("multiclass", content)));

        Assert.Equal("The model is damaged: the documents that it remembers have n-grams or classes that it does not know.", fault.Message);
    }

    [Fact]
    public void A_model_without_a_memory_of_documents_does_not_write_one() => Assert.Equal(
        -1, ModelFiles.Component(FittedCase.Get("multiclass, Lstm").File).AsSpan().IndexOf("OMEM"u8));

    private static void AssertRefused(string message, Action<BinaryWriter> write)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal($"The model is damaged: {message}", Load(write).Message);

        // Refused before anything of that size was reserved.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private static InvalidDataException Load(Action<BinaryWriter> write)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return Assert.Throws<InvalidDataException>(() => Components.Load(Components.Frame("multiclass", content.ToArray())));
    }

    /// <summary>A multiclass model up to the values of its parameters.</summary>
    private static void WriteModel(BinaryWriter writer, EncoderOptions options, int hashBuckets, int classes = 2, params string[] words)
    {
        WriteLabels(writer);
        writer.Write(classes);
        writer.Write(OptionsJson.Write(options));
        writer.Write(0);
        writer.Write(true);
        writer.Write(hashBuckets);
        writer.Write(words.Length);
        Array.ForEach(words, writer.Write);
        writer.Write(0);
    }

    /// <summary>What a binary classifier saves behind the name of its text column.</summary>
    private static byte[] ModelOfTwoClasses() =>
        ModelFiles.Component(FittedCase.Get("binary, Lstm").File)[(Components.FrameLength("binary") + 1 + "Text".Length)..];

    /// <summary>The name of the text column and no label values.</summary>
    private static void WriteLabels(BinaryWriter writer)
    {
        writer.Write("Text");
        writer.Write("");
    }
}
