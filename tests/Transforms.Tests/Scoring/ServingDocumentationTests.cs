using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Scoring;

/// <summary>What docs/serving.md shows is what is compiled and run here.</summary>
public sealed class ServingDocumentationTests
{
    [Fact]
    public void The_example_is_the_one_that_is_compiled_here() =>
        DocumentationPage.AssertShows("docs/serving.md", "tests/Transforms.Tests/Scoring/MessageClassifier.cs");

    [Fact]
    public async Task The_example_classifies_strings_and_a_file()
    {
        using var folder = new TemporaryFolder();
        new MLContext().Model.Save(Learned.Multiclass, Learned.Train.Schema, folder["model.zip"]);
        await using var classifier = new MessageClassifier(folder["model.zip"]);
        Assert.StartsWith("delivery (", await classifier.ClassifyAsync("parcel late courier", CancellationToken.None), StringComparison.Ordinal);

        await File.WriteAllLinesAsync(folder["texts"], ["parcel late courier", "invoice charged refund", "lovely thanks great"]);
        await classifier.ClassifyAsync(folder["texts"], folder["labels"], CancellationToken.None);
        Assert.Equal(["delivery", "billing", "praise"], await File.ReadAllLinesAsync(folder["labels"]));
    }
}
