using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>From the sentences of a document to a score for each: a vector of every sentence, then what the vectors are together.</summary>
internal sealed class SummarizationModel : TextModel
{
    private const int CueRows = 1 << 16;

    /// <param name="coder">From text to tokens.</param>
    /// <param name="options">From a sentence's tokens to its vector.</param>
    /// <param name="memory">From the sentences' vectors to vectors that know the document.</param>
    /// <param name="kernels">What computes.</param>
    public SummarizationModel(TokenCoder coder, EncoderOptions options, EncoderOptions memory, Kernels kernels)
        : base(coder, Describe(coder, options, memory), kernels)
    {
        Scorer = new SentenceScorer(Layout, Encoder.OutputSize, Head);
    }

    public EncoderOptions Memory => Head.Memory;

    public SentenceScorer Scorer { get; }

    private SentenceHeadSpec Head => (SentenceHeadSpec)Network.Members[0].Heads[0];

    /// <summary>Size of a sentence's vector.</summary>
    public override int ResultSize => Encoder.OutputSize;

    /// <summary>The sentences' vectors.</summary>
    public override Matrix Forward(Pass pass, DocumentBatch documents) => Encoder.Forward(pass, documents);

    public EncodedDocument Encode(IReadOnlyList<string> sentences, string title) => Encode(sentences, title, 0, sentences.Count);

    /// <summary>Encodes a part of a document.</summary>
    /// <param name="sentences">The sentences of the part.</param>
    /// <param name="title">The document's title; empty where there is none.</param>
    /// <param name="first">How many sentences of the document come before them.</param>
    /// <param name="documentCount">How many the document has.</param>
    public EncodedDocument Encode(IReadOnlyList<string> sentences, string title, int first, int documentCount) => new(
        [.. sentences.Select(sentence => Encode(sentence))],
        [.. sentences.Select(sentence => SentenceNGrams.Rows(sentence, CueRows))],
        SentenceFeatures.Of(sentences, title, first, documentCount));

    /// <summary>
    /// A score for each sentence of each document: the larger, the more it belongs in the summary. Scores of different documents do not
    /// compare.
    /// </summary>
    public float[][] Score(IReadOnlyList<EncodedDocument> documents, int threads = 1, StageWatch? watch = null)
    {
        int[][] sentences = [.. documents.SelectMany(document => document.Codes)];
        var vectors = new float[sentences.Length * ResultSize];
        Run(sentences, vectors, threads, watch);
        var pass = new Pass(Weights);
        var scores = new float[documents.Count][];
        int first = 0;
        for (int i = 0; i < documents.Count; i++)
        {
            watch?.Add(0);
            int count = documents[i].SentenceCount;
            scores[i] = Score(pass, documents[i], vectors.AsSpan(first * ResultSize, count * ResultSize));
            first += count;
        }

        return scores;
    }

    private static NetworkSpec Describe(TokenCoder coder, EncoderOptions options, EncoderOptions memory) => new()
    {
        Members = [MemberSpec.OfDocuments(options, coder.TableRows) with { Heads = [SentenceScorer.Describe(memory, CueRows)] }],
        Loss = new LossSpec(LossKind.ListCrossEntropy),
    };

    private float[] Score(Pass pass, EncodedDocument document, ReadOnlySpan<float> vectors)
    {
        var scores = new float[document.SentenceCount];
        if (scores.Length > 0)
        {
            pass.Reset();
            var sequences = new SequenceBatch();
            sequences.Set([scores.Length]);
            Matrix rows = pass.Arena.Allocate(scores.Length, ResultSize);
            vectors.CopyTo(rows.Span);
            Scorer.Forward(pass, sequences, rows, document.Features, document.Cues).Span.CopyTo(scores);
        }

        return scores;
    }
}
