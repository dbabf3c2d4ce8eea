using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public class UsageTests
{
    [Theory]
    [InlineData("", "Required command was not provided.", "cmem")]
    [InlineData("train", "Required command was not provided.", "cmem train")]
    [InlineData("train classify --data a", "Option '--model' is required.", "cmem train classify")]
    [InlineData("evaluate --model a --data b --depth 5", "Unrecognized command or argument '--depth'.", "cmem evaluate")]
    [InlineData("predict --model a --format xml", "--format is 'xml': expected one of jsonl, tsv, csv, parquet, marked.", "cmem predict")]
    [InlineData("predict --model a --input b --input -", "--input - is standard input, which is read alone: leave it out, or the files.", "cmem predict")]
    [InlineData("predict --model a --input b --input c --stream", "--stream reads one document: give one --input.", "cmem predict")]
    [InlineData("predict --model a --stream --format csv", "--format csv and parquet are tables of rows: with --stream use jsonl or tsv.", "cmem predict")]
    [InlineData("predict --model a --max-bad-rows 5", "--max-bad-rows is about rows that are left out: give --skip-bad-rows FILE.jsonl too.", "cmem predict")]
    [InlineData("evaluate --model a --data b --skip-bad-rows c --max-bad-rows 5.5", "--max-bad-rows is '5.5': expected a whole number, or a share from 0% to 100%.", "cmem evaluate")]
    [InlineData("predict --model a --input b --parts c --shard 0/4", "--shard is '0/4': expected I/N, a task from 1 to N of at most 100000 tasks, such as 3/16.", "cmem predict")]
    [InlineData("predict --model a --input b --shard 1/4", "--shard is about output in parts: give --parts FOLDER too.", "cmem predict")]
    [InlineData("predict --model a --parts c", "--parts is for rows of files, which can be read again: give --input, and no --stream.", "cmem predict")]
    [InlineData("predict --model a --input b --parts c --output d", "--parts and --output do not go together: leave one of them out.", "cmem predict")]
    [InlineData("predict --model a --threads 0", "--threads is '0': expected a whole number from 1 to 1024.", "cmem predict")]
    [InlineData("train classify --data a --model b --encoder cnn", "--encoder is 'cnn': expected one of attention, lstm, gru, attentionlstm, gatedmemory, keyvaluememory, deltamemory, pretrained.", "cmem train classify")]
    [InlineData("train classify --data a --model b --encoder Module", "--encoder is 'Module': expected one of attention, lstm, gru, attentionlstm, gatedmemory, keyvaluememory, deltamemory, pretrained. A module of TorchSharp is code of your own: train it in a program, with TorchSharpModuleEncoder of the package ContextMemory.MLNet.TorchSharp.", "cmem train classify")]
    [InlineData("train classify --data a --model b --epochs 0", "--epochs is '0': expected a whole number from 1 to 10000.", "cmem train classify")]
    [InlineData("train classify --data a --model b --seed x", "--seed is 'x': expected a whole number from -2147483648 to 2147483647.", "cmem train classify")]
    [InlineData("train classify --data a --model b --continue-from c --encoder gru", "--encoder and --continue-from do not go together: the encoder is that of the model to go on from.", "cmem train classify")]
    [InlineData("train classify --data a --model b --engine tensorflow", "--engine is 'tensorflow': expected one of managed, torchsharp.", "cmem train classify")]
    [InlineData("train tag --data a --model b --device cuda:0", "--device is of libtorch: give --engine torchsharp too.", "cmem train tag")]
    [InlineData("train tag --data a --model b --engine managed --device cpu", "--device is of libtorch: give --engine torchsharp too.", "cmem train tag")]
    [InlineData("train tag --data a --model b --adapter-rank 8", "--adapter-rank is of a pretrained transformer: give --pretrained too.", "cmem train tag")]
    [InlineData("train tag --data a --model b --pretrained c --adapter-rank 65", "--adapter-rank is '65': expected a whole number from 0 to 64.", "cmem train tag")]
    [InlineData("train summarize --data a --model b --vectors c", "Unrecognized command or argument '--vectors'.", "cmem train summarize")]
    [InlineData("summarize --metrics a", "--metrics needs --data: without references there is nothing to measure.", "cmem summarize")]
    [InlineData("evalute --model a --data b", "there is no command 'evalute'. Did you mean 'evaluate'?", "cmem")]
    [InlineData("Predict --model a", "there is no command 'Predict'. Did you mean 'predict'?", "cmem")]
    [InlineData("classify --data a", "there is no command 'classify'. Did you mean 'train classify'?", "cmem")]
    [InlineData("train sumarise --data a", "there is no command 'sumarise'. Did you mean 'summarize'?", "cmem train")]
    [InlineData("deploy", "there is no command 'deploy': expected one of train, check, evaluate, predict, merge, summarize, trace, info, compress, export, pretrained, doctor.", "cmem")]
    [InlineData("predict --modle a", "Unrecognized command or argument '--modle'. Did you mean '--model'?", "cmem predict")]
    [InlineData("info --model a --verbsoe", "Unrecognized command or argument '--verbsoe'. Did you mean '--verbose'?", "cmem info")]
    [InlineData("check --data a --task guess", "--task is 'guess': expected one of classify, labels, tag, summarize.", "cmem check")]
    public void Wrong_usage_is_named_with_a_hint(string arguments, string message, string command)
    {
        Run run = Run.Cmem(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains($"cmem: {message}", run.ErrorLines);
        Assert.Equal($"Try '{command} --help'.", run.ErrorLines[^1]);
    }

    [Theory]
    [InlineData("train classify")]
    [InlineData("train labels")]
    [InlineData("train tag")]
    [InlineData("train summarize")]
    [InlineData("check")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("info")]
    public void Help_ends_with_an_example_that_parses(string command)
    {
        Run run = Run.Succeeds([.. command.Split(' '), "--help"]);

        string example = run.OutputLines[^1].Trim();
        Assert.StartsWith($"cmem {command} --", example, StringComparison.Ordinal);
        Assert.Equal(1, Run.Cmem(example.Split(' ')[1..]).ExitCode);
    }

    [Fact]
    public void Help_names_the_defaults()
    {
        string train = Run.Succeeds("train", "classify", "--help").Output;
        string predict = Run.Succeeds("predict", "--help").Output;
        var defaults = new ContextMemoryClassifierOptions();

        Assert.Contains($"(default: {defaults.Encoder.Kind.ToString().ToLowerInvariant()})", train, StringComparison.Ordinal);
        Assert.Contains("(default: derived from the number of rows)", train, StringComparison.Ordinal);
        Assert.Contains("(default: 1)", train, StringComparison.Ordinal);
        Assert.Contains("[default: -]", predict, StringComparison.Ordinal);
        Assert.Contains("else jsonl)", predict, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stack_trace_of_an_error_is_shown_on_demand_only()
    {
        Assert.Single(Run.Cmem("info", "--model", "no.zip").ErrorLines);
        Assert.Contains(
            Run.Cmem("info", "--model", "no.zip", "--verbose").ErrorLines,
            line => line.Contains("   at ", StringComparison.Ordinal));
    }
}
