using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Concurrency;

/// <summary>One transformer is used by many threads at once.</summary>
public class ConcurrencyTests
{
    private const int ThreadCount = 4;

    [Theory]
    [InlineData("masked token, Attention")]
    [InlineData("label Topic, Lstm")]
    [InlineData("multiclass, Attention")]
    [InlineData("binary, Lstm")]
    public void Threads_get_the_same_rows_whichever_way_they_read(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        // Fresh, so that what is made when it is first needed is made by several threads at once.
        TextTransformer shared = fitted.LoadCopy();
        shared.Threads = 2;
        IDataView transformed = shared.Transform(fitted.Data);

        List<string>[] read = InParallel(thread => thread % 2 == 0
            ? RowPrinter.Print(transformed, fitted.Case.Columns)
            : [.. fitted.Messages.Select(fitted.Case.CreatePredictor(fitted.Context, shared))]);

        Assert.All(read, rows => Assert.Equal(fitted.Expected, rows));
    }

    [Fact]
    public void Threads_train_at_once_from_one_context()
    {
        FittedCase fitted = FittedCase.Get("multiclass, Lstm");
        IEstimator<TextTransformer> shared = fitted.Case.Create(fitted.Context);

        byte[][] models = InParallel(_ => ModelFiles.Component(shared.Fit(fitted.Data)));

        Assert.All(models, model => Assert.Equal(ModelFiles.Component(fitted.File), model));
    }

    [Fact]
    public void Threads_load_at_once()
    {
        FittedCase fitted = FittedCase.Get("multiclass, Lstm");

        List<string>[] read = InParallel(_ => RowPrinter.Print(fitted.LoadCopy().Transform(fitted.Data), fitted.Case.Columns));

        Assert.All(read, rows => Assert.Equal(fitted.Expected, rows));
    }

    /// <summary>All threads are released at the same moment.</summary>
    private static T[] InParallel<T>(Func<int, T> work)
    {
        using var start = new Barrier(ThreadCount);
        var results = new T[ThreadCount];
        Task[] tasks = [.. Enumerable.Range(0, ThreadCount).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                results[thread] = work(thread);
            },
            TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
        return results;
    }
}
