using System.CommandLine;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>A command that trains on synthetic tasks and prints a table of each.</summary>
internal abstract class TaskCommand : RootCommand
{
    /// <summary>Layers of an encoder where no number is given.</summary>
    public const int UsualLayers = 2;

    private readonly Option<string[]> _tasks = Names("--tasks", "Tasks (default: all).", MemoryTask.All.Select(task => task.Name));
    private readonly Option<int[]> _lengths = new("--lengths")
    {
        Description = "Words of the test documents.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [256, 512, 1_024, 4_096, 8_192, 16_384, 65_536],
    };

    private readonly Option<int> _rows = Value("--rows", "Documents to learn from.", 8_000);
    private readonly Option<int> _testRows = Value("--test-rows", "Test documents of each length, fewer of the longest; as many choose the best epoch.", 400);
    private readonly Option<int> _epochs = Value("--epochs", "Passes over the documents.", 8);
    private readonly Option<int> _batch = Value("--batch", "Documents of one step.", 32);
    private readonly Option<double> _learningRate;
    private readonly Option<int> _hidden = Value("--hidden", "Size of tokens' vectors and of layers.", 64);
    private readonly Option<int> _layers = Value("--layers", "Layers on top of one another.", UsualLayers);
    private readonly Option<Pooling> _pooling = Value("--pooling", "How tokens' vectors become one vector.", Pooling.Last);
    private readonly Option<int> _seed = Value("--seed", "Of documents, weights and order.", 1);
    private readonly Option<int> _threads = Value("--threads", "Threads to work with.", 1);

    /// <param name="description">For the help.</param>
    /// <param name="learningRate">Where none is given.</param>
    protected TaskCommand(string description, double learningRate)
        : base(description)
    {
        _learningRate = Value("--learning-rate", "The largest step size.", learningRate);
        Option[] options = [_tasks, _lengths, _rows, _testRows, _epochs, _batch, _learningRate, _hidden, _layers, _pooling, _seed, _threads];
        foreach (Option option in options)
        {
            Options.Add(option);
        }

        SetAction(arguments =>
        {
            TaskSettings settings = ReadSettings(arguments);
            new TaskRunner(settings, arguments.InvocationConfiguration.Output).Run([.. CreateLearners(arguments, settings)]);
        });
    }

    /// <summary>What the command line asks for.</summary>
    protected abstract IEnumerable<ITaskLearner> CreateLearners(ParseResult arguments, TaskSettings settings);

    /// <summary>An option that takes some of several names; without it, all are taken.</summary>
    internal static Option<string[]> Names(string name, string description, IEnumerable<string> names)
    {
        string[] all = [.. names];
        var option = new Option<string[]>(name)
        {
            Description = description,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => all,
        };
        return option.AcceptOnlyFromAmong(all);
    }

    internal static Option<T> Value<T>(string name, string description, T usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private TaskSettings ReadSettings(ParseResult arguments)
    {
        string[] names = arguments.GetRequiredValue(_tasks);
        return new TaskSettings
        {
            Tasks = [.. MemoryTask.All.Where(task => names.Contains(task.Name))],
            Lengths = arguments.GetRequiredValue(_lengths),
            Rows = arguments.GetValue(_rows),
            TestRows = arguments.GetValue(_testRows),
            Epochs = arguments.GetValue(_epochs),
            BatchSize = arguments.GetValue(_batch),
            LearningRate = arguments.GetValue(_learningRate),
            HiddenSize = arguments.GetValue(_hidden),
            Layers = arguments.GetValue(_layers),
            Pooling = arguments.GetValue(_pooling),
            Seed = arguments.GetValue(_seed),
            Threads = arguments.GetValue(_threads),
        };
    }
}
