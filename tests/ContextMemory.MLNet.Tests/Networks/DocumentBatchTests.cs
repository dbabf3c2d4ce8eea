using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Networks;

public sealed class DocumentBatchTests
{
    [Fact]
    public void Rounds_take_one_segment_of_every_document_that_has_one()
    {
        var batch = new DocumentBatch();
        batch.Start(segmentLength: 2);
        batch.Add(new[] { 10, 11, 12, 13, 14 });
        batch.Add(new[] { 20 });
        batch.Add(new[] { 30, 31, 32 });
        Assert.Equal((3, 3, 9L), (batch.Count, batch.Rounds, batch.TokenCount));

        AssertRound(batch, 0, documents: [0, 1, 2], codes: [10, 11, 20, 30, 31], lengths: [2, 1, 2], position: 0);
        AssertRound(batch, 1, documents: [0, 2], codes: [12, 13, 32], lengths: [2, 1], position: 2);
        AssertRound(batch, 2, documents: [0], codes: [14], lengths: [1], position: 4);
        AssertRound(batch, 0, documents: [0, 1, 2], codes: [10, 11, 20, 30, 31], lengths: [2, 1, 2], position: 0);
    }

    [Fact]
    public void The_codes_of_a_token_are_never_parted()
    {
        var batch = new DocumentBatch();
        batch.Start(segmentLength: 2);
        batch.Add(new[] { 1, ~2, ~3, 4, 5, ~6 });
        Assert.Equal((2, 3L), (batch.Rounds, batch.TokenCount));
        AssertRound(batch, 0, documents: [0], codes: [1, ~2, ~3, 4], lengths: [2], position: 0);
        AssertRound(batch, 1, documents: [0], codes: [5, ~6], lengths: [1], position: 2);
    }

    [Fact]
    public void All_rounds_together_are_the_documents()
    {
        var random = new RandomStream(1);
        var batch = new DocumentBatch();
        for (int trial = 0; trial < 50; trial++)
        {
            int[][] documents = [.. Enumerable.Range(0, 1 + random.NextInteger(6)).Select(_ => RandomDocument(random))];
            batch.Start(1 + random.NextInteger(6));
            Array.ForEach(documents, document => batch.Add(document));
            var read = new List<int>[documents.Length];
            for (int round = 0; round < batch.Rounds; round++)
            {
                batch.Select(round);
                int code = 0;
                for (int i = 0; i < batch.Sequences.Count; i++)
                {
                    List<int> document = read[batch.Documents[i]] ??= [];
                    Assert.Equal(TokenCodes.CountTokens([.. document]), batch.Sequences.Position(i));
                    for (int tokens = 0; code < batch.Codes.Length; code++)
                    {
                        tokens += batch.Codes[code] >= 0 ? 1 : 0;
                        if (tokens > batch.Sequences.Length(i))
                        {
                            break;
                        }

                        document.Add(batch.Codes[code]);
                    }
                }
            }

            Assert.Equal(documents, read.Select(codes => codes.ToArray()));
        }
    }

    [Fact]
    public void Starting_again_forgets_everything()
    {
        var batch = new DocumentBatch();
        batch.Start(2);
        batch.Add(new[] { 1, 2, 3, 4, 5 });
        batch.Start(8);
        batch.Add(new[] { 6, 7 });
        Assert.Equal((1, 1, 2L), (batch.Count, batch.Rounds, batch.TokenCount));
        AssertRound(batch, 0, documents: [0], codes: [6, 7], lengths: [2], position: 0);
    }

    private static int[] RandomDocument(RandomStream random)
    {
        var codes = new List<int>();
        for (int token = random.NextInteger(15); token >= 0; token--)
        {
            codes.Add(random.NextInteger(100));
            codes.AddRange(Enumerable.Range(0, random.NextInteger(3)).Select(_ => ~random.NextInteger(100)));
        }

        return [.. codes];
    }

    private static void AssertRound(DocumentBatch batch, int round, int[] documents, int[] codes, int[] lengths, int position)
    {
        batch.Select(round);
        Assert.Equal(documents, batch.Documents.ToArray());
        Assert.Equal(codes, batch.Codes.ToArray());
        Assert.Equal(lengths, Enumerable.Range(0, batch.Sequences.Count).Select(batch.Sequences.Length));
        Assert.All(Enumerable.Range(0, lengths.Length), i => Assert.Equal(position, batch.Sequences.Position(i)));
    }
}
