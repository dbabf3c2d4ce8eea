using System.Diagnostics;
using System.Reflection;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// A file from which an interrupted training goes on, bit for bit as if it had not been interrupted. At any moment a whole one is there.
/// From its start on, no other training can use it.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="interval">Time between two writings within an epoch.</param>
/// <param name="identity">Of the training.</param>
/// <param name="content">What is written and restored.</param>
internal sealed class Checkpoint(string path, TimeSpan interval, TrainingIdentity identity, CheckpointContent content) : IDisposable
{
    private const string Subject = "checkpoint";

    // Not the commit that may follow it.
    private static readonly string ProgramVersion =
        typeof(Checkpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly Stopwatch _sinceWriting = Stopwatch.StartNew();
    private FileLock? _lock;

    public bool IsDue => _sinceWriting.Elapsed >= interval;

    public static Checkpoint? Create(TrainingOptions options, ulong seed, Objective objective, CheckpointContent content)
    {
        if (options.CheckpointPath is not { } path)
        {
            return null;
        }

        var identity = new TrainingIdentity();
        identity.Add("version of ContextMemory.MLNet", ProgramVersion);
        options.Identify(identity);
        identity.Add("seed", seed);
        objective.Identify(identity);
        Weights weights = objective.Weights;
        identity.AddHash("model", hash =>
        {
            foreach (Parameter parameter in weights.Layout.Parameters)
            {
                hash.Add(parameter.Name);
                hash.Add(parameter.Rows);
                hash.Add(parameter.Columns);
            }
        });
        identity.AddHash("initial weights", hash => hash.Add<float>(weights.Values));
        return new Checkpoint(path, TimeSpan.FromMinutes(options.CheckpointMinutes), identity, content);
    }

    /// <summary>To be told before work is done for it rather than after.</summary>
    /// <exception cref="IOException">Another training uses it, or it cannot be written.</exception>
    public static void CheckFree(string? path)
    {
        if (path is not null)
        {
            FileLock.Take(path, Subject).Dispose();
        }
    }

    /// <summary>
    /// Restores the content if the file is there; else writes a first one, so that a place where none can be written shows at once.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another training. It stays as it is.</exception>
    /// <exception cref="IOException">Another training uses it, or it cannot be written.</exception>
    public void Start()
    {
        _lock = FileLock.Take(path, Subject);
        AtomicFile.DeleteLeftovers(path);
        if (File.Exists(path))
        {
            Restore();
        }
        else
        {
            Write();
        }
    }

    /// <exception cref="IOException">It cannot be written; the one that was there stays.</exception>
    public void Write()
    {
        AtomicFile.Write(path, file => CheckpointFormat.Write(file, identity, content));
        _sinceWriting.Restart();
    }

    /// <summary>Leaves the file to others.</summary>
    public void Dispose() => _lock?.Dispose();

    private void Restore()
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            CheckpointFormat.Read(file, identity, content);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"Training cannot go on from the checkpoint '{path}'. {exception.Message} The file was left as it is; " +
                "delete it or name another one to train from the start.",
                exception);
        }
    }
}
