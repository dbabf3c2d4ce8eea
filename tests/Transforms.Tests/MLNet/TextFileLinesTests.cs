using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public sealed class TextFileLinesTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    private IDataView Load(string content, TextLoader.Options options)
    {
        File.WriteAllText(_path, content);
        return _context.Data.LoadFromTextFile(_path, options);
    }

    private string[] LoadTexts(string content, Action<TextLoader.Options> change)
    {
        var options = new TextLoader.Options { Separators = [','], Columns = [new("Texts", DataKind.String, 0, 1)] };
        change(options);
        return Load(content, options).GetColumn<string[]>("Texts").Select(texts => string.Join("|", texts)).ToArray();
    }

    [Fact]
    public void FieldsAreCutAtEachOfTheSeparatorsAndStrippedOfSpacesInFront()
    {
        Assert.Equal(["a |b", "|c", "d|"], LoadTexts("  a , b\n,c\nd", options => options.Separators = [',']));
        Assert.Equal(["a|b", "c|d"], LoadTexts("a;b\nc\td\te", options => options.Separators = [';', '\t']));
        Assert.Equal(["a|", "|a"], LoadTexts("a  b\n a", options => options.Separators = [' ']));
    }

    [Fact]
    public void TrimmingWhitespaceCutsItOffAtTheEndOfTheLineOnly()
    {
        Assert.Equal(["a |b"], LoadTexts("a , b \t", options => options.TrimWhitespace = true));
        Assert.Equal(["a |b \t"], LoadTexts("a , b \t", options => options.TrimWhitespace = false));
    }

    [Fact]
    public void QuotedFieldsHoldSeparatorsAndQuotesOnlyIfQuotingIsAllowed()
    {
        const string Line = "\"a,\"\"b\"\"\",c";

        Assert.Equal(["a,\"b\"|c"], LoadTexts(Line, options => options.AllowQuoting = true));
        Assert.Equal(["\"a|\"\"b\"\"\""], LoadTexts(Line, options => options.AllowQuoting = false));
        Assert.Equal(["a\"b|c"], LoadTexts("\"a\\\"b\",c", options => (options.AllowQuoting, options.EscapeChar) = (true, '\\')));
    }

    [Fact]
    public void FieldsWithAWrongQuoteAreEmptyAndTheQuotesInsideAFieldStay()
    {
        Assert.Equal(["|b", "a\"x\"|b", "|", " a |b"], LoadTexts("\"a\"x,b\na\"x\",b\n\"a,b\n \" a \" ,b", options => options.AllowQuoting = true));
    }

    [Fact]
    public void AQuotedFieldGoesOnInTheNextLineIfThatIsAllowed()
    {
        var texts = LoadTexts("\"a\nb\",c\nd,e", options => (options.AllowQuoting, options.ReadMultilines) = (true, true));

        Assert.Equal(["a\nb|c", "d|e"], texts);
    }

    [Fact]
    public void EmptyLinesAndCommentsAreNoRows()
    {
        Assert.Equal(["a|b", "#c|d"], LoadTexts("# first\n\n// second\na,b\n\n//c,c\n#c,d\n", _ => { }));
    }

    [Fact]
    public void OnlySoManyRowsAreReadAsAskedFor()
    {
        Assert.Equal(["a|b", "c|d"], LoadTexts("x,y\na,b\nc,d\ne,f", options => (options.HasHeader, options.MaxRows) = (true, 2)));
    }

    [Fact]
    public void SparseLinesSayTheirLengthAndTheFieldsThatAreThere()
    {
        var data = Load("7,5,1:2,3:4\n1,2,3,4,5,6\n7,5,0:1", new TextLoader.Options
        {
            Separators = [','],
            AllowSparse = true,
            Columns = [new("Label", DataKind.Single, 0), new("Features", DataKind.Single, 1, 5)],
        });

        Assert.Equal([7, 1, 7], data.GetColumn<float>("Label"));
        Assert.Equal([[0, 2, 0, 4, 0], [2, 3, 4, 5, 6], [1, 0, 0, 0, 0]], data.GetColumn<float[]>("Features"));
    }

    [Fact]
    public void AFileThatIsNotThereIsAnErrorAtOnce()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromTextFile(_path + ".none", [new("A", DataKind.String, 0)]));

        Assert.Contains("File or directory does not exist at path: " + _path + ".none", error.Message);
    }

    [Fact]
    public void SeveralCursorsReadTheFileTogetherInBatches()
    {
        var data = Load(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}\n")), new TextLoader.Options { Columns = [new("Number", DataKind.Int32, 0)] });

        var cursors = data.GetRowCursorSet(data.Schema, 2);
        var getters = cursors.Select(cursor => cursor.GetGetter<int>(data.Schema["Number"])).ToArray();
        var read = new List<(long Batch, int Number)>();
        for (bool any = true; any;)
        {
            any = false;
            for (int i = 0; i < cursors.Length; i++)
            {
                if (cursors[i].MoveNext())
                {
                    int number = 0;
                    getters[i](ref number);
                    read.Add((cursors[i].Batch, number));
                    any = true;
                }
            }
        }

        Assert.Equal(2, cursors.Length);
        Assert.Equal(Enumerable.Range(0, 1000), read.OrderBy(row => row.Batch).Select(row => row.Number));
        Assert.True(read.Select(row => row.Batch).Distinct().Count() > 2);
        Assert.Null(data.GetRowCount());
        Assert.False(data.CanShuffle);
        Array.ForEach(cursors, cursor => cursor.Dispose());
    }

    [Fact]
    public void TheFileIsReadAnewByEachCursor()
    {
        var data = Load("1\n2\n", new TextLoader.Options { Columns = [new("Number", DataKind.Int32, 0)] });

        Assert.Equal([1, 2], data.GetColumn<int>("Number"));
        File.AppendAllText(_path, "3\n");

        Assert.Equal([1, 2, 3], data.GetColumn<int>("Number"));
    }
}
