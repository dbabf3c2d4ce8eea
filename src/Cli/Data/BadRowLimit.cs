using System.Globalization;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>How many rows that cannot be read a command bears: a number, or a share of all rows.</summary>
internal sealed record BadRowLimit
{
    // A share of fewer rows says little: it is looked at when all have been read.
    private const long RowsForShare = 10_000;

    private readonly string _text;
    private readonly long _number;
    private readonly double? _share;

    private BadRowLimit(string text, long number, double? share)
    {
        _text = text;
        _number = number;
        _share = share;
    }

    /// <summary>Reads a number such as 100, or a share such as 0.5%; null where the text is neither.</summary>
    public static BadRowLimit? Parse(string text)
    {
        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent <= 100)
        {
            return new BadRowLimit(text, 0, percent / 100);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? new BadRowLimit(text, number, null) : null;
    }

    /// <summary>Ends a command while it reads, which may take long.</summary>
    /// <exception cref="FailureException">There are too many.</exception>
    public void CheckOnTheWay(long bad, long good)
    {
        if (_share is null || bad + good >= RowsForShare)
        {
            Check(bad, good);
        }
    }

    /// <exception cref="FailureException">There are too many.</exception>
    public void Check(long bad, long good)
    {
        bool isTooMany = _share is { } share ? bad > share * (bad + good) : bad > _number;
        if (isTooMany)
        {
            throw new FailureException(string.Create(
                CultureInfo.InvariantCulture,
                $"{bad:N0} of {bad + good:N0} rows cannot be read: --max-bad-rows allows {_text}. Mend them, or allow more."));
        }
    }
}
