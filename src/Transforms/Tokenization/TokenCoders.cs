using ContextMemory.MLNet.Text;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet.Tokenization;

internal static class TokenCoders
{
    public static TokenCoderBuilder CreateBuilder(Tokenizer? tokenizer, VocabularyOptions options) =>
        tokenizer is null ? new VocabularyBuilder(options) : new SubwordVocabulary.Builder(new TokenizerAdapter(tokenizer), options);
}
