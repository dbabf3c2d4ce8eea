using System.Text.RegularExpressions;
using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Tests.Networks;

public sealed class EncoderKindsTests
{
    [Fact]
    public void Every_kind_is_in_the_table_but_the_one_that_another_package_brings() =>
        Assert.Equal(Enum.GetValues<EncoderKind>(), [.. EncoderKinds.Own, EncoderKind.Module]);

    [Fact]
    public void Every_name_is_that_of_its_kind_with_a_version_and_is_found() => Assert.All(EncoderKinds.All, entry =>
    {
        Assert.Matches(new Regex($@"^{entry.Kind}\.v[1-9][0-9]*$"), entry.Name);
        Assert.Same(entry, EncoderKinds.Find(entry.Name));
    });

    [Fact]
    public void Of_a_kind_with_several_versions_the_latest_is_found() => Assert.All(
        EncoderKinds.All.GroupBy(entry => entry.Kind),
        versions => Assert.Equal(versions.Max(entry => entry.Name), EncoderKinds.Find(versions.Key).Name));

    [Theory]
    [InlineData("Gru")]
    [InlineData("gru.v1")]
    [InlineData("Gru.v9")]
    [InlineData("Module.v1")]
    [InlineData("")]
    public void Another_name_is_not_found(string name) => Assert.Null(EncoderKinds.Find(name));

    [Fact]
    public void Values_are_those_of_the_kind_alone_and_make_the_same_options() => Assert.All(EncoderKinds.All, entry =>
    {
        EncoderOptions options = entry.Defaults with { EmbeddingSize = 12, Dropout = 0.25, Pooling = Pooling.Max | Pooling.Last };
        Assert.DoesNotContain("Kind", entry.ValuesOf(options).Select(value => value.Key));
        Assert.Equal(options, entry.Create(entry.ValuesOf(options)));
    });
}
