namespace ContextMemory.MLNet.EntityData;

/// <summary>
/// Columns with tabs or spaces between them, a token and its tag among them; an empty line behind each sentence, a line that begins with
/// -DOCSTART- before each document, where there are several.
/// </summary>
/// <param name="name">The file's name in messages.</param>
/// <param name="columns">Which of them hold token and tag.</param>
/// <param name="sentencesPerRow">How many sentences of one document are read as one text, with a line end between two.</param>
internal sealed class ConllReader(string name, ConllColumns columns, int sentencesPerRow)
{
    private const string DocumentStart = "-DOCSTART-";
    private const string LineEnd = "\n";

    private readonly List<string> _tokens = [];
    private readonly List<string> _tags = [];
    private int _sentences;
    private (long Number, string Text) _tokenLine;
    private bool _isWithinSentence;

    /// <exception cref="EntityDataException">A line has another form.</exception>
    public IEnumerable<TaggedTokens> Read(IEnumerable<string> lines)
    {
        long number = 0;
        foreach (string line in lines)
        {
            number++;
            bool startsDocument = line.StartsWith(DocumentStart, StringComparison.Ordinal);
            if (startsDocument || string.IsNullOrWhiteSpace(line))
            {
                EndSentence();
                if (_sentences > 0 && (startsDocument || _sentences == sentencesPerRow))
                {
                    yield return Take();
                }
            }
            else if (!columns.IsComment(line))
            {
                _tokenLine = (number, line);
                Add(line);
            }
        }

        EndSentence();
        if (_sentences > 0)
        {
            yield return Take();
        }
    }

    private void Add(string line)
    {
        (string token, string tag) = columns.Read(line, Failure);
        if (!_isWithinSentence && _sentences > 0)
        {
            _tokens.Add(LineEnd);
            _tags.Add("O");
        }

        _isWithinSentence = true;
        _tokens.Add(token);
        _tags.Add(tag);
    }

    private void EndSentence()
    {
        if (_isWithinSentence)
        {
            columns.EndSentence(Failure);
            _sentences++;
            _isWithinSentence = false;
        }
    }

    private EntityDataException Failure(string fault, string expected) => new(name, _tokenLine.Number, fault, expected, _tokenLine.Text);

    private TaggedTokens Take()
    {
        var row = new TaggedTokens { Tokens = [.. _tokens], Tags = [.. _tags] };
        _tokens.Clear();
        _tags.Clear();
        _sentences = 0;
        return row;
    }
}
