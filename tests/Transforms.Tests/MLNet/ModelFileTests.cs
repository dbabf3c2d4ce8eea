using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class ModelFileTests
{
    private readonly MLContext _context = new(1);

    private static MemoryStream Save(MLContext context, ITransformer model, DataViewSchema? schema)
    {
        var stream = new MemoryStream();
        context.Model.Save(model, schema, stream);
        stream.Position = 0;
        return stream;
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    [Fact]
    public void ALoadedChainOfStockTransformsDoesWhatTheSavedOneDid()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Row { Text = "b", Count = 7, X = 1 }, new Row { Text = "a", Count = 7, X = 2 } });
        var model = _context.Transforms.Conversion.MapValueToKey([new InputOutputColumnPair("Key", "Text"), new InputOutputColumnPair("CountKey", "Count")])
            .Append(_context.Transforms.Conversion.MapKeyToValue("Back", "Key"))
            .Append(_context.Transforms.Concatenate("Features", "X", "Vector"))
            .Append(_context.Transforms.CopyColumns("Copy", "Features"))
            .Append(_context.Transforms.SelectColumns("Back", "CountKey", "Copy"))
            .Fit(data);

        var loaded = new MLContext().Model.Load(Save(_context, model, data.Schema), out _);
        var expected = model.Transform(data).Preview();
        var actual = loaded.Transform(data).Preview();

        Assert.Equal(expected.Schema.Select(column => column.ToString()), actual.Schema.Select(column => column.ToString()));
        Assert.Equal(["b", "a"], loaded.Transform(data).GetColumn<string>("Back"));
        Assert.Equal(model.Transform(data).GetColumn<float[]>("Copy"), loaded.Transform(data).GetColumn<float[]>("Copy"));
        Assert.Equal(5, ((IEnumerable<ITransformer>)loaded).Count());
    }

    [Fact]
    public void TheInputSchemaComesBackWithItsAnnotations()
    {
        var builder = new DataViewSchema.Builder();
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(2, ["no".AsMemory(), "yes".AsMemory()]));
        builder.AddColumn("Text", TextDataViewType.Instance);
        builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 2), annotations.ToAnnotations());
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Double, 2, 3));
        builder.AddColumn("Flag", BooleanDataViewType.Instance);
        builder.AddColumn("When", DateTimeDataViewType.Instance);
        var model = new TransformerChain<ITransformer>();

        _context.Model.Load(Save(_context, model, builder.ToSchema()), out var schema);

        Assert.Equal(builder.ToSchema().Select(column => column.ToString()), schema.Select(column => column.ToString()));
        VBuffer<ReadOnlyMemory<char>> values = default;
        schema["Label"].GetKeyValues(ref values);
        Assert.Equal(["no", "yes"], values.DenseValues().Select(value => value.ToString()));
    }

    [Fact]
    public void AModelSavedWithoutASchemaLoadsWithoutOne()
    {
        _context.Model.Load(Save(_context, new TransformerChain<ITransformer>(), null), out var schema);

        Assert.Null(schema);
    }

    [Fact]
    public void AComponentReadsBackWhatItWroteInItsStreamsAndStrings()
    {
        int number = 0;
        string text = "";
        byte[] bytes = [];
        bool found = true;
        var model = new ReflectedModel
        {
            Write = ctx =>
            {
                Assert.True(MLNetInternals.InRepository(ctx));
                MLNetInternals.Writer(ctx).Write(41);
                MLNetInternals.SaveString(ctx, "a name");
                MLNetInternals.SaveBinaryStream(ctx, "weights.bin", writer => writer.Write(new byte[] { 1, 2, 3 }));
            },
        };

        var loaded = ReflectedModel.RoundTrip(model, (reader, ctx) =>
        {
            number = reader.ReadInt32();
            text = ReflectedModel.LoadString(ctx);
            ReflectedModel.TryLoadBinaryStream(ctx, "weights.bin", weights => bytes = weights.ReadBytes(3));
            found = ReflectedModel.TryLoadBinaryStream(ctx, "other.bin", _ => { });
        });

        Assert.IsType<ReflectedModel>(loaded);
        Assert.Equal((41, "a name", false), (number, text, found));
        Assert.Equal([1, 2, 3], bytes);
    }

    [Fact]
    public void AComponentCanHoldOthers()
    {
        var model = new ReflectedModel { Write = ctx => MLNetInternals.SaveModel(ctx, new ReflectedModel(), "Inner") };

        Assert.IsType<ReflectedModel>(ReflectedModel.RoundTrip(model, (_, _) => { }));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void BytesLeftOverOrReadBeyondTheEndAreAFormatError(int read)
    {
        var model = new ReflectedModel { Write = ctx => MLNetInternals.Writer(ctx).Write(41) };

        Assert.Throws<FormatException>(() => ReflectedModel.RoundTrip(model, (reader, _) => reader.ReadBytes(read)));
    }

    [Fact]
    public void AComponentOfAnotherKindIsAFormatError()
    {
        var error = Assert.ThrowsAny<Exception>(() => ReflectedModel.RoundTrip(new ReflectedModel(), (_, _) => { }, ReflectedModel.MakeVersion("ANOTHER ")));

        Assert.IsType<FormatException>(Innermost(error));
    }

    [Theory]
    [InlineData(0x00020002u, 0x00020002u, "too new")]
    [InlineData(0x00010000u, 0x00010000u, "too old")]
    public void AComponentOfAnUnreadableVersionIsAFormatErrorThatSaysWhy(uint written, uint readable, string reason)
    {
        var model = new ReflectedModel { Version = ReflectedModel.MakeVersion(written: written, readable: readable) };

        var error = Assert.ThrowsAny<Exception>(() => ReflectedModel.RoundTrip(model, (_, _) => { }));

        Assert.Contains(reason, Assert.IsType<FormatException>(Innermost(error)).Message);
    }

    [Fact]
    public void ANewerVersionThatDeclaresItselfReadableLoads()
    {
        var model = new ReflectedModel { Version = ReflectedModel.MakeVersion(written: 0x00020001, readable: 0x00010001) };

        Assert.IsType<ReflectedModel>(ReflectedModel.RoundTrip(model, (_, _) => { }));
    }

    [Fact]
    public void AnErrorThatAComponentThrowsWhileLoadingIsTheInnermostOne()
    {
        var error = Assert.ThrowsAny<Exception>(() => ReflectedModel.RoundTrip(new ReflectedModel(), (_, _) => throw new InvalidDataException("checksum")));

        Assert.Equal("checksum", Assert.IsType<InvalidDataException>(Innermost(error)).Message);
    }

    [Fact]
    public void AComponentMustSayItsVersion()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ReflectedModel.RoundTrip(new ReflectedModel { Version = null }, (_, _) => { }));

        Assert.Contains("ModelSignature not specified!", error.Message);
    }

    [Fact]
    public void AFileThatIsNoModelIsAnError()
    {
        var cut = Save(_context, new TransformerChain<ITransformer>(), null).ToArray()[..100];

        Assert.Throws<FormatException>(() => _context.Model.Load(new MemoryStream(Encoding.UTF8.GetBytes("not a model")), out _));
        Assert.Throws<FormatException>(() => _context.Model.Load(new MemoryStream(cut), out _));
        Assert.Throws<FileNotFoundException>(() => _context.Model.Load(Path.Combine(Path.GetTempPath(), "no such model.zip"), out _));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public int Count { get; set; }

        public float X { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [3, 4];
    }
}
