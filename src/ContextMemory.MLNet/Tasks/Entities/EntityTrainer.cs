using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Trains an entity extractor: reads the rows once for what is known and once for their codes, then learns from the codes.</summary>
internal sealed class EntityTrainer
{
    public required EncoderOptions Encoder { get; init; }

    public required EntityFeatureOptions Features { get; init; }

    public WordVectorOptions? WordVectors { get; init; }

    public required TrainingOptions Training { get; init; }

    public required TagScheme Scheme { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How many training rows there are; null where that is not known before they have been read.</summary>
    public long? RowCount { get; init; }

    /// <param name="rows">The training rows; read twice, and both times the same.</param>
    /// <param name="validationRows">Rows to choose the best epoch by, or null to hold out some of the training rows.</param>
    /// <exception cref="InvalidOperationException">There is no row with a token, or no entity.</exception>
    /// <exception cref="IOException">The file of word vectors, or a list of names, cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is no such file, or has no word of the rows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the rows or the word vectors are read.</exception>
    public (EntityModel Model, TrainingReport Report) Train(IEnumerable<AnnotatedText> rows, IEnumerable<AnnotatedText>? validationRows)
    {
        var budget = new TimeBudget(Training, Seed);
        MemoryRoom.Check(Training);
        using WordVectorStart? vectors = WordVectorStart.Open(WordVectors);
        using PretrainedStart? transformer = PretrainedStart.Open(EntityRecipe.WithoutMemory(Encoder), EntityRecipe.OverTransformer(Training));
        EncoderOptions chosen = EntityRecipe.EncoderFor(transformer is null ? Encoder : EntityRecipe.EncoderOver(transformer.Encoder), budget.Efforts.First());
        EncoderOptions encoder = vectors?.Fit(chosen, EntityModel.EmbeddingSizeFor(vectors.Dimension)) ?? chosen;
        var builder = new EntityCoder.Builder(Features, Training.MaxMemoryMB);
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var alignment = new AlignmentCounter();
        int filled = 0;
        var passes = new TwoPasses<AnnotatedText>(rows, validationRows, Training, Seed, RowCount);
        passes.Count(Note, row => builder.Add(row.Text));
        ThrowIfUnfit(filled, types.Count);
        EntityCoder coder = builder.Build();
        coder.Pieces = transformer is null ? null : new PieceCoder(transformer.Tokenizer, transformer.Coder.TableRows, transformer.Encoder.SegmentOverlap);
        var model = new EntityModel(
            coder, encoder, Features.Characters, new TagSet(Scheme, [.. types]), Kernels.Current, transformer?.Encoder);
        double peak = TrainingMemory.NowMB;
        MemoryRoom room = MemoryRoom.For(Training, model.Layout);
        using var training = new EntityStore(room);
        using var validation = new EntityStore(room);
        foreach ((AnnotatedText row, bool isValidation) in passes.Second())
        {
            Add(row, isValidation ? validation : training);
        }

        model.Weights.Initialize(Seed);
        transformer?.Load(model.Weights, PieceReader.Prefix);
        WordVectorCoverage? coverage = null;
        if (vectors is not null)
        {
            coverage = vectors.Load(
                model.Weights[model.WordTable],
                new FeatureRows(model.Coder.Words),
                training.Select(row => row.Codes.Words),
                Training,
                out bool[]? frozenWords);
            model.WordTable.FrozenRows = frozenWords;
            model.Weights.Changed();
        }

        var objective = new EntityObjective(model, training, validation, Features);
        (Effort effort, TrainingOptions chosenTraining) = budget.Choose(
            objective, effort => EntityRecipe.Resolve(encoder, Training with { Effort = effort }, training.Count, transformer is not null).Training);
        var recipe = new EntityRecipe(effort, encoder, chosenTraining);
        TrainingReport report = new Trainer(objective, recipe.Training, Seed) { OtherStagesMB = peak }.Run();
        return (model, report with { WordVectors = coverage, EntityAlignment = alignment.Count(), Recipe = recipe.Describe() });

        bool Note(AnnotatedText row)
        {
            alignment.Add(row);
            filled += row.Text.Tokens.Count > 0 ? 1 : 0;
            types.UnionWith(row.Entities.Select(entity => entity.Type));
            return true;
        }

        void Add(AnnotatedText row, EntityStore target)
        {
            if (row.Text.Tokens.Count > 0)
            {
                // A type that only validation rows have cannot be found: its tokens are outside.
                IEnumerable<EntitySpan> known = row.Entities.Where(entity => types.Contains(entity.Type));
                target.Add(new TaggedCodes(model.Coder.Encode(row.Text), model.Tags.Encode(row.Text.Tokens.Count, known)));
            }
        }
    }

    private static void ThrowIfUnfit(int rows, int types)
    {
        if (rows == 0)
        {
            throw new InvalidOperationException("The training data has no rows. Pass data with at least one text that is not empty.");
        }

        if (types == 0)
        {
            throw new InvalidOperationException(
                $"None of the {rows} training rows has an entity. Check the label column's name, and that it holds annotations or tags such as B-PERSON.");
        }

        if (types > TagSet.MostTypes)
        {
            throw new InvalidOperationException(
                $"The training rows have {types} types of entities; at most {TagSet.MostTypes} can be told apart. " +
                "Check that the column of types holds kinds such as PERSON, not the entities themselves.");
        }
    }
}
