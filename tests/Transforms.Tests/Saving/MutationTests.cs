using System.Buffers.Binary;
using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

/// <summary>
/// Models whose content was changed on purpose, under a checksum that is right: each is refused in words, or loads and gives something for
/// a text. The same changes at each run.
/// </summary>
public class MutationTests
{
    private const int Mutations = 300;

    // At either end are the options, the words and what the tasks add; between them are mostly values of weights.
    private const int EndLength = 1_500;
    private const int LongestRun = 64;

    // The content is a tenth of it at most.
    private const long MostBytes = 16 << 20;

    private static readonly int[] TellingNumbers = [0, 1, -1, int.MinValue, int.MaxValue, 1 << 30, 0x7FC00000];

    private static readonly string[] Texts = ["my invoice was charged twice. The parcel is late.", "köszönöm, 非常に速い 🙂 it's 3.14"];

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("encode.v1", "encode")]
    [InlineData("encode-attentionlstm.v2", "encode")]
    [InlineData("encode-gatedmemory.v2", "encode")]
    [InlineData("encode-keyvaluememory.v2", "encode")]
    [InlineData("encode-pieces.v1", "encode")]
    [InlineData("multiclass-text.v1", "multiclass")]
    [InlineData("multiclass-int32.v1", "multiclass")]
    [InlineData("multiclass-ngrams.v1", "multiclass")]
    [InlineData("binary.v1", "binary")]
    [InlineData("multilabel.v1", "multilabel")]
    [InlineData("entities.v1", "entities")]
    [InlineData("entities-characters.v1", "entities")]
    [InlineData("entities-gazetteer.v1", "entities")]
    [InlineData("summary.v1", "summarize")]
    public void A_changed_model_is_refused_with_a_message_or_works(string name, string kind)
    {
        var context = new MLContext(1);
        context.ContextMemory().UseTokenizer(new PairTokenizer());
        IDataView data = context.Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text }));
        byte[] content = Frozen.Read($"{name}.bin")[Components.FrameLength(kind)..];
        var random = new Random(name.Length);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] changed = Change(content, random, out string change);
            long before = GC.GetAllocatedBytesForCurrentThread();

            TextTransformer? model = null;
            Exception? fault = Record.Exception(() => model = Components.Load(Components.Frame(kind, changed), context))
                ?? Record.Exception(() => Read(model!, data));

            Assert.True(IsInWords(fault), $"{name}, {change}: {fault}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"{name}, {change}");
        }
    }

    // A name of a column or the number of a tokenizer may well be another one.
    private static bool IsInWords(Exception? fault) => fault switch
    {
        null or InvalidDataException => true,
        InvalidOperationException => fault.Message.StartsWith("The model was trained with a ", StringComparison.Ordinal),
        ArgumentOutOfRangeException => fault.Message.Contains("column", StringComparison.Ordinal),
        _ => false,
    };

    private static void Read(TextTransformer model, IDataView data)
    {
        model.Threads = 1;
        IDataView results = model.Transform(data);
        string[] columns = [.. results.Schema.Where(column => !column.IsHidden).Select(column => column.Name)];
        Assert.Equal(Texts.Length, RowPrinter.Print(results, columns).Count);
    }

    private static byte[] Change(byte[] content, Random random, out string change)
    {
        byte[] changed = [.. content];
        int place = random.Next(3) switch
        {
            0 => random.Next(Math.Min(EndLength, content.Length)),
            1 => content.Length - 1 - random.Next(Math.Min(EndLength, content.Length)),
            _ => random.Next(content.Length),
        };
        int length = Math.Min(random.Next(1, LongestRun), content.Length - place);
        int way = random.Next(7);
        change = $"way {way} at {place}, length {length}";
        switch (way)
        {
            case 0:
                changed[place] ^= (byte)random.Next(1, 256);
                return changed;
            case 1:
                return changed[..place];
            case 2:
                return [.. changed[..place], .. new byte[length], .. changed[place..]];
            case 3:
                return [.. changed[..place], .. changed[(place + length)..]];
            case 4:
                changed.AsSpan(place, length).Clear();
                return changed;
            case 5:
                changed.AsSpan(place, length).Fill(0xFF);
                return changed;
            default:
                place = Math.Min(place, content.Length - sizeof(int));
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(place), TellingNumbers[random.Next(TellingNumbers.Length)]);
                return changed;
        }
    }
}
