using ContextMemory.MLNet.Text;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet.Tokenization;

internal static class TokenCoders
{
    public static TokenCoderBuilder CreateBuilder(Tokenizer? tokenizer, VocabularyOptions options) =>
        tokenizer is null ? new VocabularyBuilder(options) : new SubwordVocabulary.Builder(new TokenizerAdapter(tokenizer), options);

    /// <summary>Adds words to a coder. The pieces of a tokenizer from outside stay those that they are.</summary>
    public static TokenCoderBuilder CreateGrowing(TokenCoder known, VocabularyOptions options) =>
        known is Vocabulary vocabulary ? new VocabularyBuilder(options, vocabulary) : new FixedCoderBuilder(known);
}
