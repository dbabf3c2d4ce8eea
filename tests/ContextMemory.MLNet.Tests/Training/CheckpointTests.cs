using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private const int Examples = 20;
    private const int Steps = 12;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpoint-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string File => Path.Combine(_folder.FullName, "training.checkpoint");

    // Every step writes one.
    private TrainingOptions Options => new()
    {
        BatchSize = 5,
        Epochs = 3,
        Threads = 1,
        LearningRate = 0.1,
        AverageEpochs = 0.5,
        CheckpointPath = File,
        CheckpointMinutes = 0,
    };

    [Fact]
    public void Interrupted_at_any_step_it_ends_with_the_same_weights_and_report()
    {
        var whole = new ScriptedObjective(Examples);
        TrainingReport expected = new Trainer(whole, Options with { CheckpointPath = null }, seed: 1).Run();
        for (int step = 1; step <= Steps; step++)
        {
            System.IO.File.Delete(File);
            Interrupt(step);
            var resumed = new ScriptedObjective(Examples);
            TrainingReport report = new Trainer(resumed, Options, seed: 1).Run();

            Assert.Equal(step - 1, report.ResumedFromStep);
            Close.SameBits(whole.Values, resumed.Values, $"interrupted at step {step}");
            Assert.Equal(expected.Epochs.Select(Learned), report.Epochs.Select(Learned));
            Assert.Equal(expected.BestEpoch, report.BestEpoch);
        }
    }

    [Fact]
    public void Interrupted_at_every_step_it_still_gets_there()
    {
        var whole = new ScriptedObjective(Examples);
        new Trainer(whole, Options with { CheckpointPath = null }, seed: 1).Run();
        for (int i = 0; i < Steps; i++)
        {
            // Each process does one step and dies in the next.
            Interrupt(stepsBefore: 2);
        }

        var last = new ScriptedObjective(Examples);
        new Trainer(last, Options, seed: 1).Run();
        Close.SameBits(whole.Values, last.Values, "weights");
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(EncoderKind.Lstm, 0)]
    [InlineData(EncoderKind.Attention, 0.5)]
    public void A_classifier_goes_on_with_its_tables_its_dropout_and_its_best_epoch(EncoderKind kind, double averageEpochs)
    {
        TrainingOptions options = Options with
        {
            Epochs = 6,
            Patience = 2,
            BatchSize = 16,
            LearningRate = 0.02,
            AverageEpochs = averageEpochs,
        };
        (float[] expected, TrainingReport expectedReport) = Train(kind, options with { CheckpointPath = null });
        foreach (int step in new[] { 1, 7, 8, 9, 20, 30 })
        {
            System.IO.File.Delete(File);
            Assert.Throws<ArithmeticException>(() => Train(kind, options with { Progress = new Killer(step) }));
            (float[] values, TrainingReport report) = Train(kind, options with { Threads = 2 });
            Close.SameBits(expected, values, $"interrupted at step {step}");
            Assert.Equal(expectedReport.Epochs.Select(Learned), report.Epochs.Select(Learned));
            Assert.Equal((expectedReport.BestEpoch, false), (report.BestEpoch, report.WasCancelled));
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(true, 1)]
    [InlineData(true, 9)]
    [InlineData(true, 16)]
    [InlineData(false, 0)]
    [InlineData(false, 9)]
    public void A_pretrained_classifier_goes_on_from_where_it_was(bool inPretraining, int step)
    {
        (float[] expected, _) = Train(EncoderKind.Gru, Options with { CheckpointPath = null }, pretrainingEpochs: 2);
        var killer = new Killer(step, inPretraining);
        Assert.Throws<ArithmeticException>(() => Train(EncoderKind.Gru, Options with { Progress = killer }, pretrainingEpochs: 2));
        var second = new Killer(int.MaxValue, inPretraining);
        (float[] values, TrainingReport report) = Train(EncoderKind.Gru, Options with { Progress = second }, pretrainingEpochs: 2);
        Close.SameBits(expected, values, "weights");
        Assert.Equal(step > 0, second.First!.ResumedFromStep > 0);
        Assert.Equal(File, report.Options.CheckpointPath);
    }

    [Fact]
    public void A_pretraining_that_was_cancelled_goes_on()
    {
        (float[] expected, _) = Train(EncoderKind.Gru, Options with { CheckpointPath = null }, pretrainingEpochs: 2);
        using var source = new CancellationTokenSource();
        var canceller = new Listener(value =>
        {
            // Not by the step: on a busy machine there are reports within an epoch.
            if (value.FinishedEpoch is not null)
            {
                source.Cancel();
            }
        });
        TrainingOptions cancelled = Options with { CancellationToken = source.Token, Progress = canceller };
        (_, TrainingReport report) = Train(EncoderKind.Gru, cancelled, pretrainingEpochs: 2);
        Assert.Equal((true, 1, 0), (report.WasCancelled, report.Pretraining.Count, report.Epochs.Count));
        Assert.Equal(File, report.Options.CheckpointPath);
        Close.SameBits(expected, Train(EncoderKind.Gru, Options, pretrainingEpochs: 2).Values, "weights");
    }

    [Fact]
    public void An_entity_extractor_goes_on() => AssertGoesOn(options =>
    {
        AnnotatedText[] rows = [.. Enumerable.Range(0, 60).Select(i => AnnotatedText.Of($"call {(char)('A' + i % 9)}na now", [new(5, 3, "PER")]))];
        (EntityModel model, TrainingReport report) = new EntityTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
            Features = new EntityFeatureOptions { HashBuckets = 16 },
            Training = options,
            Scheme = TagScheme.Bioes,
            Seed = 1,
        }.Train(rows, validationRows: null);
        return (model.Weights.Values.ToArray(), report);
    });

    [Fact]
    public void A_summarizer_goes_on() => AssertGoesOn(options =>
    {
        (SummarizationModel model, TrainingReport report) =
            ToySummaries.Trainer(options).Train(ToySummaries.Cues(60, seed: 1), validationRows: null);
        return (model.Weights.Values.ToArray(), report);
    });

    [Fact]
    public void What_another_engine_keeps_is_restored_by_name()
    {
        TrainingOptions options = Options with { Engine = new PlainEngine() };
        var whole = new ScriptedObjective(Examples);
        new Trainer(whole, options with { CheckpointPath = null }, seed: 1).Run();
        var killed = new ScriptedObjective(Examples);
        Assert.Throws<ArithmeticException>(() => new Trainer(killed, options with { Progress = new Killer(4) }, seed: 1).Run());
        var resumed = new ScriptedObjective(Examples);

        // It names the same arrays in another order.
        TrainingReport report = new Trainer(resumed, options with { Engine = new PlainEngine(isReversed: true) }, seed: 1).Run();
        Assert.Equal(4, report.ResumedFromStep);
        Close.SameBits(whole.Values, resumed.Values, "weights");
        AssertRefused("It is of another training; this one has engine managed in place of plain.", Options);
    }

    [Fact]
    public void Arrays_that_the_engine_does_not_know_are_refused()
    {
        var killed = new ScriptedObjective(Examples);
        TrainingOptions options = Options with { Engine = new PlainEngine() };
        Assert.Throws<ArithmeticException>(() => new Trainer(killed, options with { Progress = new Killer(4) }, seed: 1).Run());
        AssertRefused(
            "The checkpoint is damaged: it holds 640 bytes of float64 'plain.sums', which this training does not have or has otherwise.",
            options with { Engine = new PlainEngine(sums: "plain.others") });
    }

    [Fact]
    public void A_training_that_is_done_is_not_done_again()
    {
        var whole = new ScriptedObjective(Examples);
        new Trainer(whole, Options, seed: 1).Run();
        int steps = 0;
        var again = new ScriptedObjective(Examples) { WhileLearning = () => steps++ };
        TrainingReport report = new Trainer(again, Options, seed: 1).Run();
        Assert.Equal((0, Steps, 3), (steps, report.ResumedFromStep, report.Epochs.Count));
        Close.SameBits(whole.Values, again.Values, "weights");
    }

    [Fact]
    public void A_cancelled_training_goes_on()
    {
        var whole = new ScriptedObjective(Examples);
        new Trainer(whole, Options with { CheckpointPath = null }, seed: 1).Run();
        TrainingOptions rarely = Options with { CheckpointMinutes = 10_000 };
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        var cancelled = new ScriptedObjective(Examples)
        {
            WhileLearning = () =>
            {
                if (++steps == 6)
                {
                    cancellation.Cancel();
                }
            },
        };
        Assert.True(new Trainer(cancelled, rarely with { CancellationToken = cancellation.Token }, seed: 1).Run().WasCancelled);
        var resumed = new ScriptedObjective(Examples);
        Assert.Equal(6, new Trainer(resumed, rarely, seed: 1).Run().ResumedFromStep);
        Close.SameBits(whole.Values, resumed.Values, "weights");
    }

    [Fact]
    public void The_log_has_the_epochs_before_the_interruption_too()
    {
        string log = Path.Combine(_folder.FullName, "log.jsonl");
        Interrupt(stepsBefore: 10);
        new Trainer(new ScriptedObjective(Examples), Options with { LogPath = log }, seed: 1).Run();
        Assert.Equal(3, System.IO.File.ReadAllLines(log).Length);
    }

    [Fact]
    public void Progress_says_from_where_it_goes_on()
    {
        Interrupt(stepsBefore: 7);
        var killer = new Killer(atStep: int.MaxValue);
        new Trainer(new ScriptedObjective(Examples), Options with { Progress = killer }, seed: 1).Run();
        Assert.Equal((6, 6, 2), (killer.First!.Step, killer.First.ResumedFromStep, killer.First.Epoch));
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused_and_stays()
    {
        Interrupt(stepsBefore: 5);
        byte[] before = System.IO.File.ReadAllBytes(File);
        AssertRefused("It is of another training; this one has Epochs 4 in place of 3.", Options with { Epochs = 4 });
        AssertRefused(
            "It is of another training; this one has LearningRate 0.05 in place of 0.1, AverageEpochs 0 in place of 0.5.",
            Options with { LearningRate = 0.05, AverageEpochs = 0 });
        AssertRefused("It is of another training; this one has seed 2 in place of 1.", Options, seed: 2);
        AssertRefused("It is of another training; this one has engine plain in place of managed.", Options with { Engine = new PlainEngine() });
        AssertRefused(
            "It is of another training; this one has training rows 21 in place of 20, other lengths of the training rows, other model, " +
            "other initial weights.",
            Options,
            examples: 21);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void A_checkpoint_of_a_classifier_with_other_data_or_loss_is_refused()
    {
        Assert.Throws<ArithmeticException>(() => Train(EncoderKind.Lstm, Options with { Progress = new Killer(2) }));
        LabeledText[] others = ToyTexts.Orders(120, seed: 1);
        others[7] = others[7] with { Labels = 1 - others[7].Labels.Class };
        Assert.Contains("this one has other training data.", Message(() => Train(EncoderKind.Lstm, Options, rows: others)));
        Assert.Contains("this one has label smoothing 0.2 in place of 0.1.", Message(() => Train(EncoderKind.Lstm, Options, labelSmoothing: 0.2)));
        Assert.Contains("this one has adversarial epsilon 0.1 in place of 0.", Message(() => Train(EncoderKind.Lstm, Options, adversarialEpsilon: 0.1)));
        Assert.Contains("this one has Encoder.Dropout 0.3 in place of 0.2.", Message(() => Train(EncoderKind.Lstm, Options, dropout: 0.3)));

        Assert.Contains("Encoder.Kind Gru.v1 in place of Lstm.v1", Message(() => Train(EncoderKind.Gru, Options)));
        string attention = Message(() => Train(EncoderKind.Attention, Options));
        Assert.Contains("Encoder.Kind Attention.v1 in place of Lstm.v1", attention);
        Assert.Contains("other Encoder.Heads", attention);
        Assert.Contains("other Encoder.HiddenSize", attention);

        static string Message(Action train) => Assert.Throws<InvalidDataException>(train).Message;
    }

    [Fact]
    public void A_checkpoint_of_another_version_is_refused()
    {
        Interrupt(stepsBefore: 2);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes[8]++;
        System.IO.File.WriteAllBytes(File, bytes);
        AssertRefused(
            $"The checkpoint was saved in format {ModelFormat.Version + 1}; this version of ContextMemory.MLNet reads formats 1 to " +
            $"{ModelFormat.Version}. Update the package, or make the checkpoint with this version.",
            Options);
    }

    [Fact]
    public void What_differs_in_the_version_is_named()
    {
        var old = new TrainingIdentity();
        old.Add("version", "0.1.0");
        old.Add("gone", 1);
        var now = new TrainingIdentity();
        now.Add("version", "0.2.0");
        now.Add("new", 1);
        Assert.Equal("version 0.2.0 in place of 0.1.0, other new, other gone", now.DifferenceTo(old));
        Assert.Equal("", now.DifferenceTo(now));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_half_written_or_damaged_checkpoint_is_refused_and_stays()
    {
        Interrupt(stepsBefore: 5);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        for (int length = 0; length < whole.Length; length += 13)
        {
            AssertDamaged(whole[..length]);
        }

        AssertDamaged([.. whole, 0]);
        AssertDamaged([.. whole, .. whole]);
        for (int place = 0; place < whole.Length; place += 17)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 0x10;
            AssertDamaged(damaged);
        }

        System.IO.File.WriteAllBytes(File, whole);
        Assert.Equal(4, new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run().ResumedFromStep);
    }

    [Fact]
    public void Other_files_are_refused_and_stay()
    {
        byte[] text = "my thesis, only copy"u8.ToArray();
        System.IO.File.WriteAllBytes(File, text);
        AssertRefused("This is not a checkpoint of ContextMemory.MLNet, or its beginning is damaged.", Options);
        Assert.Equal(text, System.IO.File.ReadAllBytes(File));

        using (var writer = new BinaryWriter(System.IO.File.Create(File)))
        {
            ModelFormat.Write(writer, "multiclass", [1, 2, 3]);
        }

        AssertRefused("The checkpoint is damaged, or none: it holds 'multiclass' where 'checkpoint.v3' is expected.", Options);

        foreach (string earlier in new[] { "checkpoint", "checkpoint.v2" })
        {
            using (var writer = new BinaryWriter(System.IO.File.Create(File)))
            {
                ModelFormat.Write(writer, earlier, [1, 2, 3]);
            }

            AssertRefused("It was written by an earlier version of ContextMemory.MLNet, in a format that this one does not read.", Options);
        }
    }

    [Fact]
    public void What_a_killed_process_left_half_written_beside_it_is_deleted()
    {
        Interrupt(stepsBefore: 5);
        System.IO.File.WriteAllBytes(Path.Combine(_folder.FullName, $".training.checkpoint.{Guid.NewGuid():N}.new"), [1, 2, 3]);
        Assert.Equal(4, new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run().ResumedFromStep);
        Assert.Equal([File], Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public void A_link_beside_it_is_not_followed()
    {
        string other = Path.Combine(_folder.FullName, "other");
        System.IO.File.WriteAllText(other, "my thesis, only copy");
        System.IO.File.CreateSymbolicLink(File + ".new", other);
        new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run();
        Assert.Equal("my thesis, only copy", System.IO.File.ReadAllText(other));
    }

    [Fact]
    public void Two_trainings_do_not_share_one()
    {
        string? message = null;
        var objective = new ScriptedObjective(Examples)
        {
            WhileLearning = () => message ??= Assert.Throws<IOException>(() => new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run()).Message,
        };
        new Trainer(objective, Options, seed: 1).Run();
        Assert.StartsWith($"The checkpoint '{File}' is in use by process {Environment.ProcessId} on machine ", message, StringComparison.Ordinal);
        Assert.Equal([File], Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public void One_that_is_in_use_is_refused_before_pretraining()
    {
        using FileLock other = FileLock.Take(File, "checkpoint");
        var listener = new Killer(atStep: 0, inPretraining: true);
        Assert.Throws<IOException>(() => Train(EncoderKind.Gru, Options with { Progress = listener }, pretrainingEpochs: 2));
        Assert.Null(listener.First);
    }

    [Fact]
    public void A_refused_checkpoint_is_free_for_others()
    {
        Interrupt(stepsBefore: 5);
        Assert.Throws<InvalidDataException>(() => new Trainer(new ScriptedObjective(Examples), Options, seed: 2).Run());
        Assert.Equal([File], Directory.GetFileSystemEntries(_folder.FullName));
        Assert.Equal(4, new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run().ResumedFromStep);
    }

    [Fact]
    public void The_report_says_under_which_kernels_it_was_trained()
    {
        string own = Kernels.Current.Description;
        Assert.Matches(@"^(scalar|128|256|512) \(\w+, vectors of \d+ bits(, fused multiply-add)?\)$", own);
        Interrupt(stepsBefore: 5);
        Assert.Equal([own], new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run().Kernels);
        if (KernelFactory.Available.Count == 1)
        {
            return;
        }

        System.IO.File.Delete(File);
        Interrupt(stepsBefore: 5);
        Kernels other = KernelFactory.Choose("scalar");
        var listener = new Killer(atStep: int.MaxValue);
        TrainingReport report = new Trainer(new ScriptedObjective(Examples, other), Options with { Progress = listener }, seed: 1).Run();
        Assert.Equal(4, report.ResumedFromStep);
        Assert.Equal([own, other.Description], report.Kernels);
        Assert.Equal([own, other.Description], listener.First!.Kernels);

        // Also of one that goes on from there under the first again.
        Assert.Equal([own, other.Description], new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run().Kernels);
    }

    [Fact]
    public void Where_none_can_be_written_nothing_is_left_behind()
    {
        int steps = 0;
        var objective = new ScriptedObjective(Examples)
        {
            WhileLearning = () =>
            {
                if (++steps == 3)
                {
                    System.IO.File.Delete(File);
                    Directory.CreateDirectory(File);
                }
            },
        };
        var fault = Assert.Throws<IOException>(() => new Trainer(objective, Options, seed: 1).Run());
        Assert.Equal($"Cannot write '{File}': it is a folder. Give the name of a file.", fault.Message);
        Assert.Equal(3, steps);
        Assert.Equal([File], Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public void A_place_where_none_can_be_written_shows_before_the_first_step()
    {
        int steps = 0;
        var objective = new ScriptedObjective(Examples) { WhileLearning = () => steps++ };
        string nowhere = Path.Combine(_folder.FullName, "missing", "file");
        var fault = Assert.Throws<IOException>(() => new Trainer(objective, Options with { CheckpointPath = nowhere }, seed: 1).Run());
        Assert.Equal($"Cannot write '{nowhere}': there is no folder '{Path.Combine(_folder.FullName, "missing")}'.", fault.Message);
        Assert.Equal(0, steps);
    }

    private void AssertDamaged(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File, bytes);
        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(new ScriptedObjective(Examples), Options, seed: 1).Run());
        Assert.StartsWith($"Training cannot go on from the checkpoint '{File}'. ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(File));
    }

    private void AssertRefused(string message, TrainingOptions options, ulong seed = 1, int examples = Examples)
    {
        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(new ScriptedObjective(examples), options, seed).Run());
        Assert.Equal(
            $"Training cannot go on from the checkpoint '{File}'. {message} The file was left as it is; " +
            "delete it or name another one to train from the start.",
            exception.Message);
    }

    /// <summary>Goes on, and fails while the given step, counted from where it goes on, is at work.</summary>
    private void Interrupt(int stepsBefore)
    {
        int steps = 0;
        var objective = new ScriptedObjective(Examples)
        {
            WhileLearning = () =>
            {
                if (++steps == stepsBefore)
                {
                    throw new ArithmeticException();
                }
            },
        };
        try
        {
            new Trainer(objective, Options, seed: 1).Run();
        }
        catch (ArithmeticException)
        {
        }
    }

    private static (int, double, double?, double?, bool) Learned(EpochResult epoch) =>
        (epoch.Epoch, epoch.TrainingLoss, epoch.ValidationLoss, epoch.ValidationMetric, epoch.IsBest);

    private static (float[] Values, TrainingReport Report) Train(
        EncoderKind kind,
        TrainingOptions options,
        LabeledText[]? rows = null,
        double labelSmoothing = 0.1,
        double adversarialEpsilon = 0,
        double dropout = 0.2,
        int pretrainingEpochs = 0)
    {
        var trainer = new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(kind) with { Dropout = dropout },
            CoderBuilder = ToyTexts.Words(),
            Training = options,
            Seed = 1,
            LabelSmoothing = labelSmoothing,
            AdversarialEpsilon = adversarialEpsilon,
            PretrainingEpochs = pretrainingEpochs,
        };
        (ClassificationModel model, TrainingReport report) =
            trainer.Train(rows ?? ToyTexts.Orders(120, seed: 1), ToyTexts.Orders(40, seed: 2), classes: 2);
        float[] values = model.Encoders.Weights.Values.ToArray();
        GC.KeepAlive(model);
        return (values, report);
    }

    /// <summary>Fails when a step has been reached.</summary>
    private void AssertGoesOn(Func<TrainingOptions, (float[] Weights, TrainingReport Report)> train)
    {
        TrainingOptions options = Options with { Epochs = 3, BatchSize = 16, LearningRate = 0.02 };
        (float[] expected, TrainingReport expectedReport) = train(options with { CheckpointPath = null });
        foreach (int step in new[] { 1, 5, 9 })
        {
            System.IO.File.Delete(File);
            Assert.Throws<ArithmeticException>(() => train(options with { Progress = new Killer(step) }));
            (float[] values, TrainingReport report) = train(options);
            Assert.True(report.ResumedFromStep > 0, "It began anew.");
            Close.SameBits(expected, values, $"interrupted at step {step}");
            Assert.Equal(expectedReport.Epochs.Select(Learned), report.Epochs.Select(Learned));
        }
    }

    private sealed class Killer(int atStep, bool inPretraining = false) : IProgress<TrainingProgress>
    {
        public TrainingProgress? First { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.Stage != (inPretraining ? TrainingStage.Pretraining : TrainingStage.Training))
            {
                return;
            }

            First ??= value;
            if (value.Step >= atStep)
            {
                throw new ArithmeticException();
            }
        }
    }
}
