using System.ComponentModel.DataAnnotations;

namespace Serve;

/// <summary>The settings of the server: the section "Serve" of the configuration.</summary>
internal sealed class ServeOptions
{
    public const string Section = "Serve";

    /// <summary>The model file, as <c>mlContext.Model.Save</c> or <c>cmem train</c> writes it.</summary>
    [Required]
    public string Model { get; set; } = "";

    /// <summary>How often it is looked whether the file is another one.</summary>
    [Range(0.05, 3_600)]
    public double WatchSeconds { get; set; } = 2;

    /// <summary>UTF-16 units of a text, at most.</summary>
    [Range(1, 100_000_000)]
    public int MaxTextLength { get; set; } = 100_000;

    /// <summary>Texts of a request, at most.</summary>
    [Range(1, 10_000)]
    public int MaxTexts { get; set; } = 256;

    /// <summary>Bytes of a request, at most.</summary>
    [Range(1_000, 1_000_000_000)]
    public int MaxRequestBytes { get; set; } = 4_000_000;

    /// <summary>Requests a second from one address, at most.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 100;

    [Range(1, 4_096)]
    public int MaxBatchSize { get; set; } = 64;

    [Range(0, 10_000)]
    public int MaxDelayMilliseconds { get; set; }

    /// <summary>Texts of all requests that wait, at most. Further ones are answered with 503.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 1_024;
}
