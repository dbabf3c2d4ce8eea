using System.Text.Json.Serialization;

namespace ContextMemory.MLNet.Networks;

/// <summary>The table of all kinds of encoders: what a new kind adds outside of its folder. Of a kind with several versions
/// the latest is first.</summary>
internal static partial class EncoderKinds
{
    /// <summary>The name under which <see cref="Module"/> is saved.</summary>
    public const string ModuleName = "Module.v1";

    public static IReadOnlyList<EncoderKindEntry> All { get; } =
    [
        new(AttentionOptions.SavedName, new AttentionOptions(), Json.Default.AttentionOptions),
        new(LstmOptions.SavedName, new LstmOptions(), Json.Default.LstmOptions),
        new(GruOptions.SavedName, new GruOptions(), Json.Default.GruOptions),
        new(AttentionLstmOptions.SavedName, new AttentionLstmOptions(), Json.Default.AttentionLstmOptions),
        new(GatedMemoryOptions.SavedName, new GatedMemoryOptions(), Json.Default.GatedMemoryOptions),
        new(KeyValueMemoryOptions.SavedName, new KeyValueMemoryOptions(), Json.Default.KeyValueMemoryOptions),
        new(
            KeyValueMemoryOptions.FirstSavedName,
            new KeyValueMemoryOptions { GatedWrites = false, Positions = PositionalEncoding.Sinusoidal },
            Json.Default.KeyValueMemoryOptions),
        new(DeltaMemoryOptions.SavedName, new DeltaMemoryOptions(), Json.Default.DeltaMemoryOptions),
        new(PretrainedOptions.SavedName, new PretrainedOptions(), Json.Default.PretrainedOptions),
    ];

    /// <summary>The kinds of the table.</summary>
    public static IReadOnlyList<EncoderKind> Own { get; } = [.. All.Select(entry => entry.Kind).Distinct()];

    /// <summary>Those of them that need no weights which others have learned. They read any vectors.</summary>
    public static IReadOnlyList<EncoderKind> LearnedFromNothing { get; } = [.. Own.Where(kind => kind != EncoderKind.Pretrained)];

    /// <summary>The one kind that is not in the table: another package brings it, when it is first used. Null until then.</summary>
    public static EncoderKindEntry? Module { get; set; }

    /// <summary>The latest version of a kind.</summary>
    public static EncoderKindEntry Find(EncoderKind kind) => kind == EncoderKind.Module ? Module! : All.First(entry => entry.Kind == kind);

    /// <param name="name">With its version.</param>
    public static EncoderKindEntry? Find(string name) => name == ModuleName ? Module : All.FirstOrDefault(entry => entry.Name == name);

    [JsonSerializable(typeof(AttentionOptions))]
    [JsonSerializable(typeof(LstmOptions))]
    [JsonSerializable(typeof(GruOptions))]
    [JsonSerializable(typeof(AttentionLstmOptions))]
    [JsonSerializable(typeof(GatedMemoryOptions))]
    [JsonSerializable(typeof(KeyValueMemoryOptions))]
    [JsonSerializable(typeof(DeltaMemoryOptions))]
    [JsonSerializable(typeof(PretrainedOptions))]
    [JsonSourceGenerationOptions(UseStringEnumConverter = true)]
    private sealed partial class Json : JsonSerializerContext;
}
