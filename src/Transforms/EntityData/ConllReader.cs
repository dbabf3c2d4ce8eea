using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.EntityData;

/// <summary>
/// Columns with tabs or spaces between them: the token first, its tag last; an empty line behind each sentence, a line that begins with
/// -DOCSTART- before each document, where there are several.
/// </summary>
/// <param name="name">The file's name in messages.</param>
/// <param name="sentencesPerRow">How many sentences of one document are read as one text, with a line end between two.</param>
internal sealed class ConllReader(string name, int sentencesPerRow)
{
    private const string DocumentStart = "-DOCSTART-";
    private const string LineEnd = "\n";

    private readonly List<string> _tokens = [];
    private readonly List<string> _tags = [];
    private int _sentences;
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
            else
            {
                Add(line, number);
            }
        }

        EndSentence();
        if (_sentences > 0)
        {
            yield return Take();
        }
    }

    private void Add(string line, long number)
    {
        string[] columns = line.Contains('\t', StringComparison.Ordinal)
            ? line.Split('\t')
            : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string tag = columns[^1].Trim();
        if (columns.Length < 2)
        {
            throw new EntityDataException(name, number, "there is one column only", "token<TAB>tag", line);
        }

        if (!TagSequence.TryParse(tag, out _, out _))
        {
            throw new EntityDataException(name, number, $"'{tag}' is no tag", TagSequence.Expected, line);
        }

        if (!_isWithinSentence && _sentences > 0)
        {
            _tokens.Add(LineEnd);
            _tags.Add("O");
        }

        _isWithinSentence = true;
        _tokens.Add(columns[0]);
        _tags.Add(tag);
    }

    private void EndSentence()
    {
        _sentences += _isWithinSentence ? 1 : 0;
        _isWithinSentence = false;
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
