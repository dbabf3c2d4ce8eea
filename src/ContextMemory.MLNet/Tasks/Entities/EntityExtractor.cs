using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Finds the entities of texts: the most probable tags, and how probable each entity is.</summary>
internal sealed class EntityExtractor(EntityModel model)
{
    /// <param name="texts">The texts; one without tokens has no entities.</param>
    /// <param name="threads">How many threads share the work; the results do not depend on it.</param>
    public ExtractedText[] Extract(IReadOnlyList<TokenizedText> texts, int threads = 1)
    {
        var results = new ExtractedText[texts.Count];
        Array.Fill(results, ExtractedText.Empty);
        int[] filled = [.. Enumerable.Range(0, texts.Count).Where(text => texts[text].Tokens.Count > 0)];
        EntityCodes[] codes = [.. filled.Select(text => model.Coder.Encode(texts[text]))];
        model.Run(codes, Read, threads);
        return results;

        void Read(int index, in TagLattice lattice, Arena arena)
        {
            var tags = new int[codes[index].Words.Length];
            lattice.FindBest(arena, tags);
            var entities = new List<FoundEntity>();
            foreach (EntitySpan entity in model.Tags.Decode(tags))
            {
                entities.Add(new FoundEntity(entity, Probability(lattice, tags, entity)));
            }

            results[filled[index]] = new ExtractedText(tags, entities);
        }
    }

    private float Probability(in TagLattice lattice, ReadOnlySpan<int> tags, EntitySpan entity)
    {
        ReadOnlySpan<int> own = tags.Slice(entity.Start, entity.Length);
        double probability = lattice.Probability(entity.Start, own);

        // Tags without ends also begin longer entities.
        if (entity.End < tags.Length && model.Tags.Continuation(own[^1]) is { } further)
        {
            probability -= lattice.Probability(entity.Start, own, further);
        }

        return (float)Math.Clamp(probability, 0, 1);
    }
}
