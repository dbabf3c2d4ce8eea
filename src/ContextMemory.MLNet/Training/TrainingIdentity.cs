using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// All that decides how a training goes, by name: a checkpoint is only good for the very same training. What is too long to show is
/// known by its hash.
/// </summary>
internal sealed class TrainingIdentity
{
    private const int HashLength = 16;

    private readonly List<Part> _parts = [];

    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>Adds something that is shown where it differs.</summary>
    public void Add(string name, string value) => Add(new Part(name, value, IsHash: false));

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string name, IFormattable value) => Add(name, value.ToString(null, CultureInfo.InvariantCulture));

    /// <summary>Adds something that is only said to differ.</summary>
    public void AddHash(string name, Action<HashWriter> write)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        write(new HashWriter(hash));
        Add(new Part(name, Convert.ToHexString(hash.GetHashAndReset(), 0, HashLength), IsHash: true));
    }

    /// <summary>Adds each member of a JSON object.</summary>
    public void AddOptions(string name, string json)
    {
        using var options = JsonDocument.Parse(json);
        foreach (JsonProperty option in options.RootElement.EnumerateObject())
        {
            Add($"{name}.{option.Name}", option.Value.ToString());
        }
    }

    public void Add(Part part) => _parts.Add(part);

    /// <summary>In what this differs from another; empty where it does not.</summary>
    public string DifferenceTo(TrainingIdentity other)
    {
        var differences = new List<string>();
        foreach (Part part in _parts)
        {
            Part? found = other._parts.Find(candidate => candidate.Name == part.Name);
            if (found is null || found.Value != part.Value)
            {
                differences.Add(part.IsHash || found is null ? $"other {part.Name}" : $"{part.Name} {part.Value} in place of {found.Value}");
            }
        }

        differences.AddRange(other._parts.Where(part => !_parts.Exists(own => own.Name == part.Name)).Select(part => $"other {part.Name}"));
        return string.Join(", ", differences);
    }

    /// <param name="Name">What it is.</param>
    /// <param name="Value">Its text, or the hash of it.</param>
    /// <param name="IsHash">Whether the value says nothing to a person.</param>
    public sealed record Part(string Name, string Value, bool IsHash);

    /// <summary>Takes what is hashed.</summary>
    public readonly ref struct HashWriter(IncrementalHash hash)
    {
        /// <summary>The values one after the other: how many there are is for the caller to add, where that could be mistaken.</summary>
        public void Add<T>(ReadOnlySpan<T> values)
            where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(values));

        public void Add(int value) => Add(new ReadOnlySpan<int>(in value));

        public void Add(double value) => Add(new ReadOnlySpan<double>(in value));

        public void Add(string value)
        {
            Add(value.Length);
            Add(value.AsSpan());
        }

        public void Add(IReadOnlyList<int[]> documents)
        {
            Add(documents.Count);
            foreach (int[] codes in documents)
            {
                Add(codes.Length);
                Add<int>(codes);
            }
        }
    }
}
