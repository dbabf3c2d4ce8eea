using System.Runtime.InteropServices;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// How a checkpoint is written: several frames of <see cref="ModelFormat"/>, so that memory stays bounded and every part has a
/// checksum. First the identity of the training, then the state, then the long buffers in pieces, then an end.
/// </summary>
internal static class CheckpointFormat
{
    private const string IdentityKind = "checkpoint";
    private const string StateKind = "checkpoint.state";
    private const string PieceKind = "checkpoint.piece";
    private const string EndKind = "checkpoint.end";
    private const string Subject = "checkpoint";

    // Floats: 16 MiB.
    private const int PieceLength = 1 << 22;

    // Kinds of processors on which one training may be computed.
    private const int MostKernels = 1_000;

    private delegate void PieceVisitor(Span<float> piece);

    public static void Write(Stream stream, TrainingIdentity identity, CheckpointContent content)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        ModelFormat.Write(writer, IdentityKind, frame => WriteIdentity(frame, identity));
        ModelFormat.Write(writer, StateKind, frame => WriteState(frame, content));
        VisitPieces(content, piece => ModelFormat.Write(writer, PieceKind, MemoryMarshal.AsBytes(piece)));
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

        ReadState(ReadFrame(reader, StateKind), content);
        VisitPieces(content, piece =>
        {
            ContentReader frame = ReadFrame(reader, PieceKind);
            frame.ReadInto(piece);
            frame.End();
        });
        ReadFrame(reader, EndKind).End();
        if (stream.ReadByte() >= 0)
        {
            throw new InvalidDataException("The checkpoint is damaged: there is something behind its end.");
        }

        content.Weights.Changed();
    }

    private static ContentReader ReadFrame(BinaryReader reader, string expected)
    {
        (string kind, ContentReader content) = ModelFormat.Read(reader, Subject);
        return kind == expected
            ? content
            : throw new InvalidDataException($"The checkpoint is damaged, or none: it holds '{kind}' where '{expected}' is expected.");
    }

    private static void VisitPieces(CheckpointContent content, PieceVisitor visit)
    {
        Visit(content.Weights.Values);
        Visit(content.Optimizer.Mean);
        Visit(content.Optimizer.Variance);
        foreach (int[] steps in content.Optimizer.LastSteps)
        {
            Visit(MemoryMarshal.Cast<int, float>(steps.AsSpan()));
        }

        Visit(content.Average?.Values);
        Visit(content.State.BestValues);

        void Visit(Span<float> buffer)
        {
            for (int start = 0; start < buffer.Length; start += PieceLength)
            {
                visit(buffer.Slice(start, Math.Min(PieceLength, buffer.Length - start)));
            }
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
        writer.Write(content.Optimizer.IdleMoves.Count);
        foreach (double move in content.Optimizer.IdleMoves)
        {
            writer.Write(move);
        }

        writer.Write(state.Kernels.Count);
        foreach (string kernels in state.Kernels)
        {
            writer.Write(kernels);
        }
    }

    private static void ReadState(ContentReader reader, CheckpointContent content)
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
        state.BestValues = reader.ReadBoolean() ? new float[content.Weights.Values.Length] : null;
        int updates = reader.ReadInteger();
        if (content.Average is { } average)
        {
            average.Updates = updates;
        }

        var moves = new double[reader.ReadCount(sizeof(double))];
        for (int i = 0; i < moves.Length; i++)
        {
            moves[i] = reader.ReadDouble();
        }

        content.Optimizer.IdleMoves = moves;
        state.Kernels = reader.ReadTexts(most: MostKernels);
        reader.End();
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
