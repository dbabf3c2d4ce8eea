using System.Collections.Concurrent;
using ContextMemory.MLNet.Persistence.Pretrained;

namespace ContextMemory.MLNet;

/// <summary>
/// The pretrained transformers that this process knows: what a model needs to be loaded whose file does not hold all weights (<see cref="PretrainedOptions.SavesBase"/>).
/// </summary>
public static class PretrainedBase
{
    private static readonly ConcurrentDictionary<string, string> Folders = new(StringComparer.Ordinal);

    /// <summary>
    /// Makes a transformer known, so that models that were trained over it can be loaded. They find it by its fingerprint, a hash of its weights. Where none is
    /// registered, they look for it in the <see cref="PretrainedOptions.Path"/> that was given in training.
    /// </summary>
    /// <param name="path">The folder, or the file of weights in it (.safetensors, .onnx). All weights are read once here, and again whenever a model is loaded.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">There is no such folder or file, or a file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model cannot be read; the message names the file, what was found and what to do.</exception>
    public static void Register(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var folder = PretrainedFolder.Open(path);
        Folders[folder.Fingerprint()] = path;
    }

    /// <summary>Opens the folder of a transformer.</summary>
    /// <param name="fingerprint">That of its weights.</param>
    /// <param name="trained">Where it was in training.</param>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    internal static PretrainedFolder Open(string fingerprint, string trained)
    {
        string path = Folders.GetValueOrDefault(fingerprint) ?? trained;
        PretrainedFolder folder;
        try
        {
            folder = PretrainedFolder.Open(path);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Missing(fingerprint, $"'{path}' cannot be read: {exception.Message.TrimEnd('.')}");
        }

        string found = folder.Fingerprint();
        if (found == fingerprint)
        {
            return folder;
        }

        folder.Dispose();
        throw Missing(fingerprint, $"'{path}' holds another one ({found})");
    }

    private static InvalidOperationException Missing(string fingerprint, string why) => new(
        $"The file of the model does not hold the transformer that it was trained over (fingerprint {fingerprint}), and {why}. " +
        $"Before loading, call {nameof(PretrainedBase)}.{nameof(Register)}(folder) with the folder of that transformer; cmem takes it as --base.");
}
