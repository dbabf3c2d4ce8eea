using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ContextMemory.MLNet.Cli.Progress;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>Options that several commands have, and what options have in common.</summary>
internal static class CommonOptions
{
    public static Option<string> Model(string description) => new("--model")
    {
        Description = description,
        HelpName = "FILE.zip",
        Required = true,
    };

    public static Option<string> Data(string description) => new("--data")
    {
        Description = description,
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string?> Metrics(string description) => new("--metrics")
    {
        Description = description,
        HelpName = "FILE.json",
    };

    public static Option<string?> Unlabeled() => new("--unlabeled")
    {
        Description =
            "Further texts, without labels, that pretraining learns the language from: one a line, or .csv or .jsonl with the column text; " +
            ".gz is read compressed.",
        HelpName = "FILE",
    };

    public static Option<OffsetUnit?> Offsets() => OneOf<OffsetUnit>(
        "--offsets",
        "What the starts and lengths of entities in .jsonl count: UTF-16 units, or code points as strings of Python do (default: utf16).");

    public static Option<ModelPrecision?> Precision(string description) => OneOf<ModelPrecision>("--precision", description);

    public static Option<ModelPrecision?> PrecisionOfUse() => Precision(
        "How exactly the model computes: int8 rounds its weights to 8 bits, which is faster; half rounds them to 16 bits (default: as its file has them).");

    public static Option<int?> Threads(string description) => Number("--threads", $"{description} (default: all processors).", 1, 1_024);

    /// <summary>A whole number; one outside the range is wrong usage.</summary>
    public static Option<int?> Number(string name, string description, int minimum, int maximum)
    {
        return new Option<int?>(name) { Description = description, HelpName = "N", CustomParser = Parse };

        int? Parse(ArgumentResult result)
        {
            string found = result.Tokens.Single().Value;
            if (int.TryParse(found, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && value >= minimum && value <= maximum)
            {
                return value;
            }

            result.AddError($"{name} is '{found}': expected a whole number from {minimum} to {maximum}.");
            return null;
        }
    }

    /// <summary>A length of time such as 30s, 2m or 1h30m; one that is not above zero is wrong usage.</summary>
    public static Option<TimeSpan?> Time(string name, string description)
    {
        return new Option<TimeSpan?>(name) { Description = description, HelpName = "TIME", CustomParser = Parse };

        TimeSpan? Parse(ArgumentResult result)
        {
            string found = result.Tokens.Single().Value;
            if (Duration.TryParse(found, out TimeSpan time) && time > TimeSpan.Zero)
            {
                return time;
            }

            result.AddError($"{name} is '{found}': expected a time such as 30s, 2m or 1h30m.");
            return null;
        }
    }

    /// <summary>One of the names of an enumeration, in any case.</summary>
    /// <param name="name">Of the option.</param>
    /// <param name="description">What it decides.</param>
    /// <param name="whyNot">Why the tool cannot use a value; null where it can, and where it can use all.</param>
    public static Option<TEnum?> OneOf<TEnum>(string name, string description, Func<TEnum, string?>? whyNot = null)
        where TEnum : struct, Enum
    {
        TEnum[] values = [.. Enum.GetValues<TEnum>().OrderBy(value => whyNot?.Invoke(value) is not null)];
        string[] all = [.. values.Select(value => value.ToString())];
        string[] names = [.. values.Where(value => whyNot?.Invoke(value) is null).Select(value => value.ToString())];
        return new Option<TEnum?>(name)
        {
            Description = description,
            HelpName = string.Join('|', names.Select(known => known.ToLowerInvariant())),
            CustomParser = Parse,
        };

        TEnum? Parse(ArgumentResult result)
        {
            string found = result.Tokens.Single().Value;
            int index = Array.FindIndex(all, known => known.Equals(found, StringComparison.OrdinalIgnoreCase));
            if (index < 0 || index >= names.Length)
            {
                string why = index < 0 ? "" : $" {whyNot!(values[index])}";
                result.AddError($"{name} is '{found}': expected one of {string.Join(", ", names).ToLowerInvariant()}.{why}");
                return null;
            }

            return values[index];
        }
    }
}
