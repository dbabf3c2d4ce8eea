namespace ContextMemory.MLNet.EntityData;

/// <summary>
/// Columns with tabs or spaces between them, a token and its tag among them; an empty line behind each sentence, a line that begins with
/// -DOCSTART- before each document, where there are several.
/// </summary>
/// <param name="name">The file's name in messages.</param>
/// <param name="options">
/// Which of them hold token and tag, what becomes of sentences that cannot be read, and how many of one document are read as one text, with a line end
/// between two.
/// </param>
internal sealed class ConllReader(string name, EntityFileOptions options)
{
    private const string DocumentStart = "-DOCSTART-";
    private const string LineEnd = "\n";

    private readonly ConllColumns _columns = new(name, options.TokenColumn, options.TagColumn);
    private readonly List<string> _tokens = [];
    private readonly List<string> _tags = [];
    private int _sentences;
    private bool _isWithinSentence;

    // Of the sentence at work, where faulty ones are left out.
    private readonly List<string> _lines = [];
    private int _firstToken;
    private bool _isSkipped;
    private EntityDataException? _fault;

    /// <param name="lines">The lines; null is one that has been skipped, with its sentence.</param>
    /// <exception cref="EntityDataException">A line has another form.</exception>
    public IEnumerable<TaggedTokens> Read(IEnumerable<string?> lines)
    {
        long number = 0;
        foreach (string? line in lines)
        {
            number++;
            if (line is null)
            {
                _isSkipped = true;
                continue;
            }

            bool startsDocument = line.StartsWith(DocumentStart, StringComparison.Ordinal);
            if (startsDocument || string.IsNullOrWhiteSpace(line))
            {
                EndSentence();
                if (_sentences > 0 && (startsDocument || _sentences == options.SentencesPerRow))
                {
                    yield return Take();
                }
            }
            else if (!_columns.IsComment(line))
            {
                AddOrSkip(number, line);
            }
        }

        EndSentence();
        if (_sentences > 0)
        {
            yield return Take();
        }
    }

    private void AddOrSkip(long number, string line)
    {
        if (options.Skip is null)
        {
            Add(number, line);
            return;
        }

        _lines.Add(line);
        _firstToken = _isWithinSentence ? _firstToken : _tokens.Count;
        try
        {
            Add(number, line);
        }
        catch (EntityDataException exception) when (!_columns.AreUnclear)
        {
            _isWithinSentence = true;
            _fault ??= exception;
        }
    }

    private void Add(long number, string line)
    {
        (string token, string tag) = _columns.Read(number, line);
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
        if (_isWithinSentence && _fault is null && !_isSkipped)
        {
            _columns.EndSentence();
            _sentences++;
        }
        else if (_isWithinSentence)
        {
            _columns.DropSentence();
            _tokens.RemoveRange(_firstToken, _tokens.Count - _firstToken);
            _tags.RemoveRange(_firstToken, _tags.Count - _firstToken);
        }

        if (_fault is not null)
        {
            options.Skip!(_fault, string.Join(LineEnd, _lines));
        }

        _isWithinSentence = false;
        _isSkipped = false;
        _fault = null;
        _lines.Clear();
    }

    private TaggedTokens Take()
    {
        var row = new TaggedTokens { Tokens = [.. _tokens], Tags = [.. _tags] };
        _tokens.Clear();
        _tags.Clear();
        _sentences = 0;
        return row;
    }
}
