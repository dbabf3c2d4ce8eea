namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>Where the files of a pretrained model are.</summary>
/// <param name="Folder">The folder of the model.</param>
/// <param name="TransformerFolder">The folder of the transformer's configuration, mostly the same.</param>
/// <param name="Weights">The file with the weights, or the index of several.</param>
/// <param name="Modules">What modules.json says.</param>
internal sealed record PretrainedFiles(string Folder, string TransformerFolder, string Weights, SentenceModules Modules)
{
    public const string IndexName = "model.safetensors.index.json";

    private const string Onnx = ".onnx";
    private const string Safetensors = ".safetensors";
    private const string OnnxFolder = "onnx";

    private static readonly string[] WeightNames = ["model.safetensors", IndexName, "model.onnx", Path.Combine(OnnxFolder, "model.onnx")];
    private static readonly string[] Pickles = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
    private static readonly string[] Vocabularies = ["tokenizer.json", "vocab.txt", "vocab.json", .. SentencePieceFile.Names];

    public bool IsOnnx => HasEnd(Weights, Onnx);

    /// <summary>The configuration of the transformer; null where there is none.</summary>
    public string? Config => FindFile("config.json");

    /// <summary>The files that the pieces of texts are made with, which others read.</summary>
    public IReadOnlyList<string> VocabularyFiles =>
        [.. Vocabularies.Select(FindFile).OfType<string>()];

    /// <summary>The folder of the first of these; that of the model where there is none.</summary>
    public string VocabularyFolder => VocabularyFiles is [var first, ..] ? Path.GetDirectoryName(first)! : Folder;

    /// <summary>A file in the folder of the transformer or of the model; null where there is none.</summary>
    public string? FindFile(string name) => Find(TransformerFolder, name) ?? Find(Folder, name);

    /// <param name="path">A folder, or the file of weights in it.</param>
    /// <exception cref="IOException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">It has no weights that can be read.</exception>
    public static PretrainedFiles Locate(string path)
    {
        string full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            if (!HasEnd(full, Onnx) && !HasEnd(full, Safetensors) && Path.GetFileName(full) != IndexName)
            {
                throw new InvalidDataException($"'{path}' is not a file of weights that can be read: expected {Safetensors}, {IndexName} or {Onnx}.{Conversion(full)}");
            }

            string inside = Path.GetDirectoryName(full)!;
            string? above = Path.GetFileName(inside) == OnnxFolder && Find(inside, "config.json") is null ? Path.GetDirectoryName(inside) : null;
            return At(above ?? inside, full);
        }

        return Directory.Exists(full)
            ? At(full, weights: null)
            : throw new DirectoryNotFoundException($"There is no folder or file '{path}'. Give the folder of a pretrained model.");
    }

    private static PretrainedFiles At(string folder, string? weights)
    {
        SentenceModules modules = SentenceModules.Read(folder);
        string transformer = Path.Combine(folder, modules.TransformerFolder);
        return new PretrainedFiles(folder, transformer, weights ?? FindWeights(transformer), modules);
    }

    private static string FindWeights(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"'{folder}' is missing, and modules.json names it. Download it too.");
        }

        if (WeightNames.Select(name => Find(folder, name)).OfType<string>().FirstOrDefault() is { } known)
        {
            return known;
        }

        string[] others =
        [
            .. Directory.EnumerateFiles(folder).Where(file => HasEnd(file, Safetensors) || HasEnd(file, Onnx)).Order(StringComparer.Ordinal),
        ];
        return others switch
        {
            [var single] => single,
            [] => throw new InvalidDataException(
                $"'{folder}' has no weights: expected model.safetensors, {IndexName} or model.onnx." +
                Pickles.Select(name => Find(folder, name)).OfType<string>().Select(Conversion).FirstOrDefault()),
            _ => throw new InvalidDataException(
                $"'{folder}' has several files of weights: {string.Join(", ", others.Take(5).Select(Path.GetFileName))}. Give the path of one of them."),
        };
    }

    // A pickle runs code of whoever made it when it is opened: it never is.
    private static string Conversion(string path) => HasEnd(path, ".bin") || HasEnd(path, ".bin.index.json") || HasEnd(path, ".pt")
        ? $" {Path.GetFileName(path)} is a pickle, which can run code and is not opened: in Python, load the model with " +
          "AutoModel.from_pretrained(folder) and save it with model.save_pretrained(folder, safe_serialization=True)."
        : "";

    private static bool HasEnd(string path, string end) => path.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    private static string? Find(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path : null;
    }
}
