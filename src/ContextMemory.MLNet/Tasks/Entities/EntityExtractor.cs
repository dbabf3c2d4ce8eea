using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Finds the entities of texts: the most probable tags, and how probable each entity is.</summary>
internal sealed class EntityExtractor(EntityModel model)
{
    /// <param name="texts">The texts; one without tokens has no entities.</param>
    /// <param name="threads">How many threads share the work; the results do not depend on it.</param>
    public ExtractedText[] Extract(IReadOnlyList<TokenizedText> texts, int threads = 1)
    {
        TextTagger?[] taggers = [.. texts.Select(text => text.Tokens.Count > 0 ? new TextTagger(model, text) : null)];
        model.Run([.. taggers.OfType<TextTagger>()], threads);
        return [.. taggers.Select(tagger => tagger?.Result ?? ExtractedText.Empty)];
    }
}
