using ContextMemory.MLNet;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Retrieval;

/// <summary>What docs/vector-memory.md shows is what is compiled and run here.</summary>
public sealed class VectorMemoryDocumentationTests
{
    [Fact]
    public void The_example_is_the_one_that_is_compiled_here() =>
        DocumentationPage.AssertShows("docs/vector-memory.md", "tests/Transforms.Tests/Retrieval/NearestTexts.cs");

    [Fact]
    public void A_text_is_nearest_to_itself_also_when_it_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext(1);
        ContextMemoryEncodeTransformer encoder = context.Transforms.ContextMemoryEncode(Tiny.Encode with { Encoder = new PretrainedOptions { Path = TinyPretrained.Folder } })
            .Fit(Messages.Load(context, 1));
        using var texts = new NearestTexts(encoder, capacity: 2);
        texts.Add("gone");
        texts.Add("a parcel");
        texts.Add("the soup was salty");

        Assert.Equal(["a parcel", "the soup was salty"], texts.Find("a parcel", count: 3));
        texts.Save(folder["memory"]);
        using var loaded = VectorMemory.Load(folder["memory"]);
        VectorMatch match = Assert.Single(loaded.Search(encoder.Encode(["a parcel"])[0], count: 1));
        Assert.Equal("a parcel", match.Id);
        Assert.Equal(1, match.Similarity, 1e-5);
    }
}
