using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace Transforms.Tests.Host;

/// <summary>Calls context.ContextMemory().UseTokenizer(tokenizer) by reflection, so that this program refers to nothing of ours.</summary>
internal static class TokenizerOption
{
    public static void Use(MLContext context, Tokenizer tokenizer)
    {
        var extensions = Type.GetType("Microsoft.ML.ContextMemoryExtensions, ContextMemory.MLNet.Transforms", throwOnError: true)!;
        object catalog = extensions.GetMethod("ContextMemory", BindingFlags.Static | BindingFlags.Public)!.Invoke(null, [context])!;
        catalog.GetType().GetMethod("UseTokenizer")!.Invoke(catalog, [tokenizer]);
    }
}
