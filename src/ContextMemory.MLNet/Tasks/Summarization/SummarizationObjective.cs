using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// Cross entropy between the shares that a document's sentences should have and the softmax of their scores (ListNet, Cao 2007);
/// ROUGE-1 F1 of the chosen sentences on the validation rows.
/// </summary>
internal sealed class SummarizationObjective(
    SummarizationModel model, EncodedSummaries training, EncodedSummaries validation, SummarySelector selector) : Objective, IManagedObjective
{
    // Documents that are scored at a time.
    private const int DocumentsTogether = 256;

    private readonly int[] _lengths = [.. training.Documents.Select(document => document.Codes.Sum(codes => TokenCodes.CountTokens(codes)))];

    public override NetworkSpec Network => model.Network;

    public override Weights Weights => model.Weights;

    public override int ExampleCount => training.Documents.Count;

    public override int ValidationCount => validation.Documents.Count;

    public override int RowsOnDisk => training.Documents.OnDisk + validation.Documents.OnDisk;

    // Sentences are read together, then each document is scored.
    public override long ValidationTotal => validation.Documents.Sum(document => 1L + document.SentenceCount);

    public override int TokenCount(int example) => _lengths[example];

    public override double TargetCount(int example) => 1;

    public override void Identify(TrainingIdentity identity)
    {
        base.Identify(identity);
        identity.AddOptions("Encoder", OptionsJson.Write(model.Options));
        identity.AddOptions("Memory", OptionsJson.Write(model.Memory));
        identity.AddOptions("Limits", OptionsJson.Write(selector.Limits));
        identity.AddHash("training data", hash => Add(hash, training));
        identity.AddHash("validation data", hash => Add(hash, validation));

        static void Add(TrainingIdentity.HashWriter hash, EncodedSummaries rows)
        {
            for (int row = 0; row < rows.Documents.Count; row++)
            {
                EncodedDocument document = rows.Documents[row];
                hash.Add(document.Codes);
                hash.Add(document.Cues);
                hash.Add<float>(document.Features);
                hash.Add<float>(rows.Targets[row]);
            }
        }
    }

    public override ExampleBatch CreateBatch() => NewBatch();

    public ShardLearner CreateLearner() => new SummarizationLearner(model, NewBatch());

    public override ValidationMemory MeasureValidation()
    {
        EncodedDocument? longest = validation.Documents.MaxBy(document => document.SentenceCount);
        return longest is null
            ? default
            : new ValidationMemory(
                model.MeasureRun(longest.Codes),
                sizeof(float) * (long)Math.Min(ValidationCount, DocumentsTogether) * longest.SentenceCount * model.ResultSize);
    }

    public override long MoveRowsToFile(long bytes) => RowStore.MoveToFile(bytes, training.Documents, validation.Documents);

    public override ValidationResult? Validate(int threads, StageWatch watch)
    {
        if (validation.Documents.Count == 0)
        {
            return null;
        }

        double loss = 0;
        double rouge = 0;
        foreach (int[] some in Enumerable.Range(0, ValidationCount).Chunk(DocumentsTogether))
        {
            float[][] scores = model.Score([.. some.Select(row => validation.Documents[row])], threads, watch);
            for (int i = 0; i < some.Length; i++)
            {
                watch.Add();
                Measure(some[i], scores[i]);
            }
        }

        return new ValidationResult(loss / ValidationCount, rouge / ValidationCount);

        void Measure(int row, float[] scores)
        {
            int[] chosen = selector.Select(validation.Sentences[row], scores);
            RougeText summary = RougeText.Of(SummaryText.Join(chosen.Select(sentence => validation.Sentences[row][sentence])));
            rouge += validation.References[row]
                .Select(reference => Rouge.Rouge1(summary, reference).F1)

                // Labelled sentences may have no words.
                .DefaultIfEmpty()
                .Max();
            loss += ListCrossEntropy.LossAndGradient(model.Weights.Kernels, scores, validation.Targets[row], scale: 0);
        }
    }

    private SummaryBatch NewBatch() => new(training, model.Encoder.SegmentLength);
}
