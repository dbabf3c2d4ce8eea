using System.Diagnostics;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks.Classification;
using ContextMemory.MLNet.Cli.Tasks.Entities;
using ContextMemory.MLNet.Cli.Tasks.MultiLabel;
using ContextMemory.MLNet.Cli.Tasks.Summarization;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks;

/// <summary>A loaded model of some task. A further task is a class like this one and a 'train' command, in a folder of their own.</summary>
internal abstract class TaskModel(PipelineModel pipeline)
{
    public PipelineModel Pipeline => pipeline;

    /// <summary>The task as 'cmem train' calls it.</summary>
    public abstract string TaskName { get; }

    /// <summary>The columns that the model was saved with, and their types; where it was saved without them, the one that is read.</summary>
    public IEnumerable<string> InputColumns => pipeline.Input is not { } schema
        ? [TextPart(pipeline)!.InputColumnName]
        : schema.Where(column => !column.IsHidden).Select(column => $"{column.Name} ({column.Type})");

    /// <summary>The transformers that the model is made of.</summary>
    public IEnumerable<string> Steps => pipeline.Steps.Select(step => step.GetType().Name);

    /// <summary>How exactly the model computes.</summary>
    public ModelPrecision Precision => TextPart(pipeline)!.Precision;

    /// <summary>Threads to predict with; 0 takes all processors.</summary>
    public abstract int Threads { set; }

    /// <summary>What the offsets of entities in a file of rows count; null if it was not said.</summary>
    /// <exception cref="FailureException">Rows of this task have none, though it was said.</exception>
    public virtual OffsetUnit? Offsets
    {
        set
        {
            if (value is not null)
            {
                throw new FailureException("The model finds no entities: leave --offsets out.");
            }
        }
    }

    /// <summary>Says what the model is, from its file alone.</summary>
    public abstract IEnumerable<(string Name, string Value)> Describe();

    /// <summary>Measures the model on the rows of files; writes the measures to the terminal and, where one is named, to a file.</summary>
    public void Evaluate(IReadOnlyList<string> data, ReadingOptions reading, string? metrics, Terminal terminal)
    {
        long start = Stopwatch.GetTimestamp();
        ITaskReport report = Measure(data, reading);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        report.Write(terminal.Output);
        if (metrics is not null)
        {
            MetricsFile.Write(metrics, report.ToJson(elapsed));
        }
    }

    /// <summary>Measures the model on the rows of files.</summary>
    /// <exception cref="FailureException">The files have no rows to measure on, or one that is faulty.</exception>
    protected abstract ITaskReport Measure(IReadOnlyList<string> data, ReadingOptions reading);

    /// <summary>Writes a prediction for each row, in order, as soon as it is there.</summary>
    /// <param name="rows">The rows, which may still be coming.</param>
    /// <param name="output">Where the predictions go.</param>
    public abstract void Predict(IEnumerable<LabeledRow> rows, PredictionOutput output);

    /// <summary>Writes a prediction for each row of files.</summary>
    /// <param name="files">The files, or the shares of them that are read.</param>
    /// <param name="reading">How their rows are read.</param>
    /// <param name="output">Where the predictions go.</param>
    public virtual void PredictFiles(IEnumerable<InputPiece> files, ReadingOptions reading, PredictionOutput output) =>
        Predict(files.SelectMany(file => DataFile.Unlabeled(file, reading)), output);

    /// <summary>Writes what is found in one document, of any length.</summary>
    /// <param name="text">The document, which may still be coming.</param>
    /// <param name="format">How predictions are written.</param>
    /// <param name="output">Where they go.</param>
    /// <exception cref="FailureException">The model, or the format, needs the whole document.</exception>
    public abstract void PredictDocument(TextReader text, PredictionFormat format, TextWriter output);

    /// <summary>Says what goes on in the memories of the model's encoders while they read a text.</summary>
    /// <exception cref="FailureException">The model is a summarizer, or steps of the pipeline change texts before it reads them.</exception>
    public ContextMemoryTrace Trace(string text, TraceOptions options)
    {
        TextTransformer model = TextPart(pipeline)!;
        if (FirstChange() is { } step)
        {
            throw new FailureException(
                $"The model's step {step.GetType().Name} changes '{model.InputColumnName}' before the encoders read it: " +
                $"call Trace of the {model.GetType().Name} behind it in a program, with the text that the step makes.");
        }

        return model switch
        {
            TextModelTransformer classifier => classifier.Trace(text, options),
            ContextMemoryExtractEntitiesTransformer extractor => extractor.Trace(text, options),
            _ => throw new FailureException("cmem trace looks into classifiers and entity extractors, and the model is a summarizer."),
        };
    }

    /// <exception cref="FailureException">Steps of the pipeline change texts before the model reads them, for which they need the whole text.</exception>
    protected void RequireTextAsGiven()
    {
        if (FirstChange() is { } step)
        {
            string column = TextPart(pipeline)!.InputColumnName;
            throw new FailureException(
                $"The model's step {step.GetType().Name} needs the whole text of '{column}': leave --stream out, and give the text as a row.");
        }
    }

    /// <exception cref="FailureException">The format is one that marks what was found in the text.</exception>
    protected static void RefuseMarks(PredictionFormat format, string model)
    {
        if (format == PredictionFormat.Marked)
        {
            throw new FailureException($"{model} marks nothing in a text: use --format jsonl or tsv.");
        }
    }

    /// <param name="path">The model's file.</param>
    /// <param name="precision">What its weights are rounded to; null leaves them as they are.</param>
    /// <exception cref="FailureException">There is no such file, or it is not a model of a task that the tool knows.</exception>
    public static TaskModel Open(string path, ModelPrecision? precision = null)
    {
        PipelineModel pipeline = ModelFile.Load(new MLContext(), path);
        TextTransformer? part = TextPart(pipeline);
        if (part is not null && precision is { } wanted)
        {
            pipeline.Context.ContextMemory().UsePrecision(pipeline.Transformer, wanted);
        }

        return part switch
        {
            ContextMemoryMulticlassTransformer classifier => new Classifier(pipeline, classifier),
            ContextMemoryMultiLabelTransformer classifier => new MultiLabelClassifier(pipeline, classifier),
            ContextMemoryExtractEntitiesTransformer extractor => new Extractor(pipeline, extractor),
            ContextMemorySummarizeTransformer summarizer => new SummaryModel(pipeline, summarizer),
            { } other => throw new FailureException(
                $"'{path}' holds a {other.GetType().Name}: cmem works with classifiers of MulticlassClassification, entity extractors and summarizers."),
            null => throw new FailureException(
                $"'{path}' is an ML.NET model without a part made by ContextMemory.MLNet. Give a file made by 'cmem train'."),
        };
    }

    /// <summary>The first step of the pipeline that changes texts before the model reads them; null where it reads them as they are given.</summary>
    private ITransformer? FirstChange()
    {
        TextTransformer part = TextPart(pipeline)!;
        DataViewSchema? schema = pipeline.Input;
        foreach (ITransformer step in pipeline.Steps.TakeWhile(step => step != part))
        {
            // A column that a step makes anew hides the one before it.
            int before = Count(schema);
            schema = before > 0 ? step.GetOutputSchema(schema!) : null;
            if (before == 0 || Count(schema) != before)
            {
                return step;
            }
        }

        return null;

        int Count(DataViewSchema? columns) => columns?.Count(column => column.Name == part.InputColumnName) ?? 0;
    }

    private static TextTransformer? TextPart(PipelineModel pipeline) => pipeline.Steps.OfType<TextTransformer>().LastOrDefault();
}
