using System.Reflection;
using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Options of any kind of encoder: of values for all kinds, each takes those that it has.</summary>
internal static class KindOptions
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <param name="kind">The kind.</param>
    /// <param name="values">An object whose members have the names and types of options.</param>
    public static EncoderOptions Of(EncoderKind kind, object values) => EncoderOptions.Of(kind).With(values);

    /// <summary>The same options with other values.</summary>
    /// <param name="options">The options.</param>
    /// <param name="values">An object whose members have the names and types of options.</param>
    public static EncoderOptions With(this EncoderOptions options, object values)
    {
        EncoderOptions changed = options with { };
        foreach (PropertyInfo value in values.GetType().GetProperties())
        {
            if (!EncoderKinds.All.Any(kind => kind.Defaults.GetType().GetProperty(value.Name, Members) is not null))
            {
                throw new ArgumentException($"No kind of encoder has an option '{value.Name}'.", nameof(values));
            }

            options.GetType().GetProperty(value.Name, Members)?.SetValue(changed, value.GetValue(values));
        }

        return changed;
    }
}
