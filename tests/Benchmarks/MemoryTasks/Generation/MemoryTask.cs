using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>A classification of synthetic documents: random filler, and a few words that decide the class.</summary>
/// <param name="name">In tables and on the command line.</param>
/// <param name="classes">Number of classes, equally frequent in test documents.</param>
/// <param name="ownWords">The words that are not filler.</param>
internal abstract class MemoryTask(string name, int classes, IReadOnlyList<string> ownWords)
{
    /// <summary>Different words of the filler; a task's own words are numbered from here.</summary>
    protected const int FillerWords = 300;

    public static IReadOnlyList<MemoryTask> All { get; } = [new OrderTask(), new RecallTask(), new NeedleTask(), new CountTask()];

    public string Name => name;

    public int Classes => classes;

    /// <summary>The accuracy of a guess.</summary>
    public double Chance => 1.0 / classes;

    /// <summary>Different words.</summary>
    public int WordCount => FillerWords + ownWords.Count;

    /// <summary>What the label of a document depends on.</summary>
    public abstract string Description { get; }

    /// <summary>The word of a number.</summary>
    public string WordOf(int word) => word < FillerWords ? $"w{word}" : ownWords[word - FillerWords];

    /// <summary>A document as text.</summary>
    public string TextOf(TaskDocument document) => string.Join(' ', document.Words.Select(WordOf));

    /// <summary>Draws a document.</summary>
    /// <param name="random">Decides all of it.</param>
    /// <param name="length">Its words.</param>
    /// <param name="isGraded">
    /// Whether some documents have less to remember than others, as where one learns: without such, few learners find out what the labels mean.
    /// </param>
    public TaskDocument Draw(RandomStream random, int length, bool isGraded)
    {
        var words = new int[length];
        for (int i = 0; i < length; i++)
        {
            words[i] = random.NextInteger(FillerWords);
        }

        return new TaskDocument(words, Write(random, words, isGraded));
    }

    /// <summary>Puts the task's own words into a document of filler. Returns the label.</summary>
    protected abstract int Write(RandomStream random, Span<int> words, bool isGraded);

    /// <summary>The numbers from 0 to <paramref name="count"/> - 1 in random order.</summary>
    protected static int[] Shuffled(RandomStream random, int count)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        random.Shuffle<int>(numbers);
        return numbers;
    }
}
