using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// How a checkpoint is written: several frames of <see cref="ModelFormat"/>, so that memory stays bounded and every part has a
/// checksum. First the identity of the training, then the state, then the arrays, each its name and then its bytes in pieces, then an end.
/// </summary>
internal static class CheckpointFormat
{
    // The second format has arrays by name, the third the options of the encoder's kind alone.
    private const string IdentityKind = "checkpoint.v3";
    private const string StateKind = "checkpoint.state";
    private const string ArrayKind = "checkpoint.array";
    private const string PieceKind = "checkpoint.piece";
    private const string EndKind = "checkpoint.end";
    private const string Subject = "checkpoint";

    // Bytes: 16 MiB.
    private const int PieceLength = 1 << 24;

    // Kinds of processors on which one training may be computed.
    private const int MostKernels = 1_000;

    private static readonly string[] EarlierIdentityKinds = ["checkpoint", "checkpoint.v2"];

    public static void Write(Stream stream, TrainingIdentity identity, CheckpointContent content)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        ModelFormat.Write(writer, IdentityKind, frame => WriteIdentity(frame, identity));
        ModelFormat.Write(writer, StateKind, frame => WriteState(frame, content));
        foreach (StateArray array in ArraysOf(content, content.Learner.State))
        {
            WriteArray(writer, array);
        }

        ModelFormat.Write(writer, EndKind, []);
    }

    /// <exception cref="InvalidDataException">It is damaged or of another training. What was restored by then is not to be used.</exception>
    public static void Read(Stream stream, TrainingIdentity identity, CheckpointContent content)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        string difference = identity.DifferenceTo(ReadIdentity(ReadFrame(reader, IdentityKind)));
        if (difference != "")
        {
            throw new InvalidDataException($"It is of another training; this one has {difference}.");
        }

        int steps = ReadState(ReadFrame(reader, StateKind), content);
        content.Learner.Restore(steps, state => ReadArrays(reader, ArraysOf(content, state)));
        ReadFrame(reader, EndKind).End();
        if (stream.ReadByte() >= 0)
        {
            throw new InvalidDataException("The checkpoint is damaged: there is something after its end.");
        }
    }

    private static ContentReader ReadFrame(BinaryReader reader, string expected)
    {
        (string kind, ContentReader content) = ModelFormat.Read(reader, Subject);
        if (EarlierIdentityKinds.Contains(kind))
        {
            throw new InvalidDataException("It was written by an earlier version of ContextMemory.MLNet, in a format that this one does not read.");
        }

        return kind == expected
            ? content
            : throw new InvalidDataException($"The checkpoint is damaged, or none: it holds '{kind}' where '{expected}' is expected.");
    }

    private static StateArray[] ArraysOf(CheckpointContent content, IReadOnlyList<StateArray> learner)
    {
        var arrays = new List<StateArray>(learner);
        if (content.Average is { } average)
        {
            arrays.Add(StateArray.Of("training.average", average.Values.AsMemory()));
        }

        if (content.State.BestValues is { } best)
        {
            arrays.Add(StateArray.Of("training.best", best.AsMemory()));
        }

        return [.. arrays];
    }

    private static void WriteArray(BinaryWriter writer, StateArray array)
    {
        Span<byte> bytes = array.Bytes;
        int length = bytes.Length;
        ModelFormat.Write(writer, ArrayKind, frame =>
        {
            frame.Write(array.Name);
            frame.Write(array.ElementType);
            frame.Write(length);
        });
        for (int start = 0; start < length; start += PieceLength)
        {
            ModelFormat.Write(writer, PieceKind, bytes.Slice(start, Math.Min(PieceLength, length - start)));
        }
    }

    /// <summary>Fills the arrays by name, in whatever order they were written.</summary>
    private static void ReadArrays(BinaryReader reader, StateArray[] arrays)
    {
        var missing = arrays.ToDictionary(array => array.Name);
        while (missing.Count > 0)
        {
            ContentReader head = ReadFrame(reader, ArrayKind);
            (string name, string elementType, int length) = (head.ReadText(), head.ReadText(), head.ReadInteger());
            head.End();
            if (!missing.Remove(name, out StateArray? array) || elementType != array.ElementType || length != array.Bytes.Length)
            {
                throw new InvalidDataException(
                    $"The checkpoint is damaged: it holds {length} bytes of {elementType} '{name}', which this training does not have or has otherwise.");
            }

            ReadPieces(reader, array.Bytes);
        }
    }

    private static void ReadPieces(BinaryReader reader, Span<byte> bytes)
    {
        for (int start = 0; start < bytes.Length; start += PieceLength)
        {
            ContentReader frame = ReadFrame(reader, PieceKind);
            frame.ReadInto(bytes.Slice(start, Math.Min(PieceLength, bytes.Length - start)));
            frame.End();
        }
    }

    private static void WriteIdentity(BinaryWriter writer, TrainingIdentity identity)
    {
        writer.Write(identity.Parts.Count);
        foreach (TrainingIdentity.Part part in identity.Parts)
        {
            writer.Write(part.Name);
            writer.Write(part.Value);
            writer.Write(part.IsHash);
        }
    }

    private static TrainingIdentity ReadIdentity(ContentReader reader)
    {
        var identity = new TrainingIdentity();
        for (int left = reader.ReadCount(1); left > 0; left--)
        {
            identity.Add(new TrainingIdentity.Part(reader.ReadText(), reader.ReadText(), reader.ReadBoolean()));
        }

        reader.End();
        return identity;
    }

    private static void WriteState(BinaryWriter writer, CheckpointContent content)
    {
        TrainingState state = content.State;
        writer.Write(state.Epochs.Count);
        foreach (EpochResult epoch in state.Epochs)
        {
            WriteEpoch(writer, epoch);
        }

        writer.Write(state.Batches);
        writer.Write(state.LossSum);
        writer.Write(state.TargetSum);
        writer.Write(state.Tokens);
        writer.Write(state.TokensBefore);
        writer.Write(state.Elapsed.Ticks);
        writer.Write(state.ElapsedBefore.Ticks);
        writer.Write(state.BestEpoch);
        WriteOptional(writer, state.BestResult?.Loss);
        WriteOptional(writer, state.BestResult?.Metric);
        writer.Write(state.BestValues is not null);
        writer.Write(content.Average?.Updates ?? 0);
        writer.Write(content.Learner.StepCount);
        writer.Write(state.Kernels.Count);
        foreach (string kernels in state.Kernels)
        {
            writer.Write(kernels);
        }
    }

    /// <summary>Returns how many steps were done.</summary>
    private static int ReadState(ContentReader reader, CheckpointContent content)
    {
        TrainingState state = content.State;
        state.Epochs.Clear();
        for (int left = reader.ReadCount(1); left > 0; left--)
        {
            state.Epochs.Add(ReadEpoch(reader));
        }

        state.Batches = reader.ReadInteger();
        state.LossSum = reader.ReadDouble();
        state.TargetSum = reader.ReadDouble();
        state.Tokens = reader.ReadLong();
        state.TokensBefore = reader.ReadLong();
        state.Elapsed = new TimeSpan(reader.ReadLong());
        state.ElapsedBefore = new TimeSpan(reader.ReadLong());
        state.BestEpoch = reader.ReadInteger();
        double? loss = ReadOptional(reader);
        double? metric = ReadOptional(reader);
        state.BestResult = loss is null || metric is null ? null : new ValidationResult(loss.Value, metric.Value);
        state.BestValues = reader.ReadBoolean() ? new float[content.Weights.Learned.Length] : null;
        int updates = reader.ReadInteger();
        if (content.Average is { } average)
        {
            average.Updates = updates;
        }

        int steps = reader.ReadInteger();
        if (steps < 0 || steps > content.Steps)
        {
            throw reader.Damaged($"it gives {steps} steps, of {content.Steps} that the training has");
        }

        state.Kernels = reader.ReadTexts(most: MostKernels);
        reader.End();
        return steps;
    }

    private static void WriteEpoch(BinaryWriter writer, EpochResult epoch)
    {
        writer.Write(epoch.Epoch);
        writer.Write(epoch.TrainingLoss);
        WriteOptional(writer, epoch.ValidationLoss);
        WriteOptional(writer, epoch.ValidationMetric);
        writer.Write(epoch.IsBest);
        writer.Write(epoch.TokensPerSecond);
        writer.Write(epoch.PeakMemoryMB);
        writer.Write(epoch.Elapsed.Ticks);
        writer.Write(epoch.Remaining.Ticks);
    }

    private static EpochResult ReadEpoch(ContentReader reader) =>
        new(reader.ReadInteger(), reader.ReadDouble(), ReadOptional(reader), ReadOptional(reader), reader.ReadBoolean())
        {
            TokensPerSecond = reader.ReadDouble(),
            PeakMemoryMB = reader.ReadDouble(),
            Elapsed = new TimeSpan(reader.ReadLong()),
            Remaining = new TimeSpan(reader.ReadLong()),
        };

    private static void WriteOptional(BinaryWriter writer, double? value)
    {
        writer.Write(value.HasValue);
        writer.Write(value.GetValueOrDefault());
    }

    private static double? ReadOptional(ContentReader reader)
    {
        bool hasValue = reader.ReadBoolean();
        double value = reader.ReadDouble();
        return hasValue ? value : null;
    }
}
