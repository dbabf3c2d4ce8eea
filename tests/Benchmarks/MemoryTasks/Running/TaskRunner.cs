using System.Diagnostics;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Trains every learner on every task and tests it at every length.</summary>
internal sealed class TaskRunner(TaskSettings settings, TextWriter output)
{
    // So many documents are in memory at once.
    private const int TokensTogether = 1 << 19;

    private readonly TaskTable _table = new(output, settings);

    public void Run(IReadOnlyList<ITaskLearner> learners)
    {
        foreach (MemoryTask task in settings.Tasks)
        {
            IReadOnlyList<TaskDocument> training = TaskRows.Training(task, settings.Rows, settings.Seed);
            IReadOnlyList<TaskDocument> validation = TaskRows.Validation(task, settings.TestRows, settings.Seed);
            _table.Start(task);
            foreach (ITaskLearner learner in learners)
            {
                var clock = Stopwatch.StartNew();
                using ITaskModel model = learner.Train(task, training, validation);
                _table.StartLine(learner.Name, model.Parameters, clock.Elapsed, Accuracy(model, validation));
                foreach (int length in settings.Lengths)
                {
                    _table.Add(length > learner.LongestDocument ? null : Test(model, task, length));
                }

                _table.EndLine();
            }

            _table.End();
        }
    }

    private double Test(ITaskModel model, MemoryTask task, int length)
    {
        int rows = settings.TestRowsOf(length);
        int right = 0;
        foreach (TaskDocument[] some in TaskRows.Test(task, rows, length, settings.Seed).Chunk(Math.Max(1, TokensTogether / length)))
        {
            right += Right(model, some);
        }

        return (double)right / rows;
    }

    private static double Accuracy(ITaskModel model, IReadOnlyList<TaskDocument> documents) => (double)Right(model, documents) / documents.Count;

    private static int Right(ITaskModel model, IReadOnlyList<TaskDocument> documents) =>
        model.Classify(documents).Zip(documents).Count(pair => pair.First == pair.Second.Label);
}
