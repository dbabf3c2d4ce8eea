using System.Text.Json.Serialization;

namespace ContextMemory.MLNet.Torch.Modules;

/// <summary>How the options of a module are read and written.</summary>
[JsonSerializable(typeof(TorchSharpModuleEncoder))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class ModuleJson : JsonSerializerContext;
