using System.Text.Json.Serialization;
using Parquet;
using Parquet.Serialization;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>Parquet files, written in row groups of two rows.</summary>
internal static class ParquetRows
{
    public static string WriteParquet<T>(this TestFolder folder, string name, IEnumerable<T> rows)
        where T : class, new()
    {
        using FileStream file = File.Create(folder[name]);
        ParquetSerializer.SerializeAsync(rows, file, new ParquetOptions { RowGroupSize = 2 }).GetAwaiter().GetResult();
        return folder[name];
    }

    public static IList<T> ReadParquet<T>(this TestFolder folder, string name)
        where T : class, new()
    {
        using FileStream file = File.OpenRead(folder[name]);
        return ParquetSerializer.DeserializeAsync<T>(file).GetAwaiter().GetResult().Data;
    }
}

/// <summary>A row to learn from or to predict for.</summary>
internal sealed class TextRow
{
    public long Id { get; set; }

    public string? Label { get; set; }

    public string? Text { get; set; }
}

/// <summary>A row of lists and structures.</summary>
internal sealed class NestedRow
{
    public string? Text { get; set; }

    public List<string>? Labels { get; set; }

    public List<NestedEntity>? Entities { get; set; }
}

internal sealed class NestedEntity
{
    [JsonPropertyName("start")]
    public int Start { get; set; }

    [JsonPropertyName("length")]
    public int Length { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }
}

/// <summary>What a classifier writes.</summary>
internal sealed class PredictedRow
{
    [JsonPropertyName("row")]
    public long Row { get; set; }

    public string? Id { get; set; }

    [JsonPropertyName("label")]
    public string? Label { get; set; }

    [JsonPropertyName("score")]
    public float Score { get; set; }
}
