using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

public sealed class DocumentMemoryTests
{
    private const int Features = 30;
    private const int Classes = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void The_neighbours_are_those_of_all_cosines(int neighbors)
    {
        var random = new RandomStream(3);
        NGramVector[] documents = [.. Enumerable.Range(0, 80).Select(_ => Draw(random))];
        int[] labels = [.. documents.Select((_, i) => i % 10 == 0 ? 1 : i % 3 == 0 ? 2 : 0)];
        float[] weights = [.. documents.Select((_, i) => i % 4 == 0 ? 2f : 1f)];
        DocumentMemory memory = Memory(documents, labels, weights, neighbors);
        double[] classWeights = [.. Enumerable.Range(0, Classes).Select(label => labels.Zip(weights).Sum(pair => pair.First == label ? pair.Second : 0.0))];
        for (int query = 0; query < 20; query++)
        {
            NGramVector asked = Draw(random);
            var found = new float[Classes];
            memory.Read(asked, found);

            var shares = new double[Classes];
            foreach ((double cosine, int document) in documents.Select((document, i) => (Cosine(asked, document), i)).OrderByDescending(pair => pair.Item1).Take(neighbors))
            {
                shares[labels[document]] += weights[document] * cosine * cosine / Math.Sqrt(classWeights[labels[document]]);
            }

            double sum = shares.Sum();
            Close.All([.. shares.Select(share => Math.Log(share / sum + 0.01))], found, 1e-4, $"logarithms of shares for {query}");
        }
    }

    [Fact]
    public void Of_equally_many_documents_the_rare_class_counts_more()
    {
        NGramVector alike = Vector((1, 1f));
        NGramVector other = Vector((2, 1f));
        DocumentMemory memory = Memory([alike, alike, other, other, other], [0, 1, 1, 1, 1], [1, 1, 1, 1, 1], neighbors: 2);
        var found = new float[Classes];
        memory.Read(alike, found);

        // One document each; class 1 has four in all, so it counts half as much.
        Assert.Equal(Math.Log(2.0 / 3 + 0.01), found[0], 1e-5);
        Assert.Equal(Math.Log(1.0 / 3 + 0.01), found[1], 1e-5);
        Assert.Equal(Math.Log(0.01), found[2], 1e-5);
    }

    [Fact]
    public void Of_documents_that_are_equally_alike_the_first_are_taken()
    {
        NGramVector alike = Vector((1, 1f));
        DocumentMemory memory = Memory([alike, alike, alike], [2, 0, 1], [1, 1, 1], neighbors: 1);
        var found = new float[Classes];
        memory.Read(alike, found);
        Assert.Equal(2, Array.IndexOf(found, found.Max()));
    }

    [Fact]
    public void What_is_like_nothing_speaks_for_no_class()
    {
        DocumentMemory memory = Memory([Vector((1, 1f))], [0], [1], neighbors: 5);
        var found = new float[Classes];
        memory.Read(Vector((7, 1f)), found);
        Assert.All(found, share => Assert.Equal(found[0], share));
        memory.Read(new NGramVector(), found);
        Assert.All(found, share => Assert.Equal(found[0], share));
    }

    [Fact]
    public void Threads_may_read_at_once()
    {
        var random = new RandomStream(5);
        NGramVector[] documents = [.. Enumerable.Range(0, 50).Select(_ => Draw(random))];
        DocumentMemory memory = Memory(documents, [.. documents.Select((_, i) => i % Classes)], [.. documents.Select(_ => 1f)], neighbors: 5);
        float[][] expected = [.. documents.Select(Read)];
        Parallel.For(0, 400, i => Close.SameBits(expected[i % 50], Read(documents[i % 50]), "shares"));

        float[] Read(NGramVector document)
        {
            var found = new float[Classes];
            memory.Read(document, found);
            return found;
        }
    }

    [Fact]
    public void More_documents_than_there_is_room_for_are_thinned_out_evenly()
    {
        NGramVector[] documents = [.. Enumerable.Range(0, 100).Select(i => Vector((i % Features, 1f)))];
        int[] labels = [.. documents.Select((_, i) => i < 50 ? 0 : 1)];
        DocumentMemory all = Memory(documents, labels, [.. labels.Select(_ => 1f)], neighbors: 5, capacity: 100);
        DocumentMemory some = Memory(documents, labels, [.. labels.Select(_ => 1f)], neighbors: 5, capacity: 40);
        Assert.Equal(100, all.Count);
        Assert.Equal(40, some.Count);
        Assert.InRange(some.Labels.Count(label => label == 0), 10, 30);
        Assert.Equal(some.Documents.Columns, Memory(documents, labels, [.. labels.Select(_ => 1f)], neighbors: 5, capacity: 40).Documents.Columns);
    }

    [Fact]
    public void What_an_earlier_memory_holds_is_kept_beside_new_documents()
    {
        var small = new NGramIndex(1_000, 1, [10, 30], [1, 1]);
        var grown = new NGramIndex(1_000, 1, [10, 20, 30], [1, 1, 1]);
        DocumentMemory old = new DocumentMemoryWriter(small, Classes, neighbors: 1, capacity: 100, new TrainingOptions())
            .Write(Rows(Vector((0, 1f)), Vector((1, 1f))), Training([0, 1], [1, 3]), 2, earlier: null, seed: 1);
        var earlier = new NGramClassifier(small, new float[2 * Classes], new float[Classes], old);

        // The third row is one of those that the earlier memory holds.
        DocumentMemory memory = new DocumentMemoryWriter(grown, Classes, neighbors: 1, capacity: 100, new TrainingOptions())
            .Write(Rows(Vector((1, 1f)), Vector((0, 1f)), Vector((2, 1f))), Training([2, 3, 1], [1, 1, 1]), 2, earlier, seed: 1);

        Assert.Equal([0, 1, 2, 3], memory.Labels);
        Assert.Equal([1f, 3f, 1f, 1f], memory.Weights);
        Assert.Equal([0, 2, 1, 0], memory.Documents.Columns);
    }

    private static DocumentMemory Memory(NGramVector[] documents, int[] labels, float[] weights, int neighbors, long capacity = long.MaxValue)
    {
        var index = new NGramIndex(1_000, 1, [.. Enumerable.Range(0, Features).Select(i => (ulong)i)], [.. Enumerable.Repeat(1f, Features)]);
        return new DocumentMemoryWriter(index, Classes, neighbors, capacity, new TrainingOptions()).Write(
            Rows(documents), Training(labels, weights), documents.Length, earlier: null, seed: 1);
    }

    private static SparseRows Rows(params NGramVector[] vectors)
    {
        var rows = new SparseRows(MemoryRoom.Unlimited());
        Array.ForEach(vectors, rows.Add);
        return rows;
    }

    private static EncodedRows Training(int[] labels, float[] weights)
    {
        var rows = new EncodedRows();
        for (int i = 0; i < labels.Length; i++)
        {
            rows.Add([2], labels[i], weights[i]);
        }

        return rows;
    }

    private static NGramVector Draw(RandomStream random)
    {
        var vector = new NGramVector();
        for (int feature = 0; feature < Features; feature++)
        {
            if (random.NextDouble() < 0.3)
            {
                vector.Features.Add(feature);
                vector.Values.Add(0.1f + (float)random.NextDouble());
            }
        }

        return vector;
    }

    private static NGramVector Vector(params (int Feature, float Value)[] values)
    {
        var vector = new NGramVector();
        vector.Features.AddRange(values.Select(pair => pair.Feature));
        vector.Values.AddRange(values.Select(pair => pair.Value));
        return vector;
    }

    private static double Cosine(NGramVector left, NGramVector right) => left.Features.Zip(left.Values).Sum(pair =>
        right.Features.IndexOf(pair.First) is >= 0 and int place ? (double)pair.Second * right.Values[place] : 0);
}
