using System.Globalization;

namespace ContextMemory.MLNet;

/// <summary>Collects what is wrong with a set of options, so that the user sees all of it at once.</summary>
internal sealed class OptionFaults(string optionsName)
{
    private readonly List<string> _faults = [];
    private string _prefix = "";

    public void Range(string name, int value, int minimum, int maximum, string remedy) =>
        Check(
            value >= minimum && value <= maximum,
            name,
            value.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"),
            remedy);

    public void Range(string name, double value, double minimum, double maximum, string remedy) =>
        Check(
            value >= minimum && value <= maximum,
            name,
            value.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"),
            remedy);

    public void Defined<TEnum>(string name, TEnum value, string remedy)
        where TEnum : struct, Enum =>
        Check(Enum.IsDefined(value), name, value.ToString(), string.Join(", ", Enum.GetNames<TEnum>()), remedy);

    public void NotEmpty(string name, string? value, string remedy) =>
        Check(!string.IsNullOrEmpty(value), name, value is null ? "null" : "empty", "the name of a column", remedy);

    public void Check(bool isValid, string name, string found, string allowed, string remedy)
    {
        if (!isValid)
        {
            _faults.Add($"{_prefix}{name} is {found}; allowed is {allowed}: {remedy}.");
        }
    }

    /// <summary>Faults found by <paramref name="validate"/> are named as members of <paramref name="name"/>.</summary>
    public void Inside(string name, Action<OptionFaults> validate)
    {
        string before = _prefix;
        _prefix = $"{before}{name}.";
        validate(this);
        _prefix = before;
    }

    /// <exception cref="ArgumentException">There are faults.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            string count = _faults.Count == 1 ? "a fault" : $"{_faults.Count} faults";
            throw new ArgumentException($"{optionsName} has {count}:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", _faults)}");
        }
    }
}
