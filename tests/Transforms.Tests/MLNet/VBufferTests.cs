using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class VBufferTests
{
    private static VBuffer<float> Sparse() => new(5, 2, [7f, 9f], [1, 3]);

    [Fact]
    public void ASparseVectorReadsAsItsDenseForm()
    {
        var sparse = Sparse();
        var copy = new float[5];
        sparse.CopyTo(copy);

        Assert.False(sparse.IsDense);
        Assert.Equal([0f, 7, 0, 9, 0], copy);
        Assert.Equal(copy, sparse.DenseValues());
        Assert.Equal([(1, 7f), (3, 9f)], sparse.Items().Select(item => (item.Key, item.Value)));
        Assert.Equal(copy, sparse.Items(all: true).Select(item => item.Value));
        Assert.Equal(9, sparse.GetItemOrDefault(3));
        Assert.Equal(0, sparse.GetItemOrDefault(4));
        Assert.Equal([1, 3], sparse.GetIndices().ToArray());
    }

    [Fact]
    public void APartOfASparseVectorHasItsIndicesMoved()
    {
        VBuffer<float> part = default;
        Sparse().CopyTo(ref part, 2, 3);

        Assert.Equal(3, part.Length);
        Assert.Equal([0f, 9, 0], part.DenseValues());
    }

    [Fact]
    public void AnEditorReusesTheMemoryOfItsDestination()
    {
        float[] memory = [1, 2, 3, 4];
        var buffer = new VBuffer<float>(4, memory);

        var smaller = VBufferEditor.Create(ref buffer, 3);
        Assert.False(smaller.CreatedNewValues);
        smaller.Values[0] = 8;
        buffer = smaller.Commit();
        Assert.Equal(8, memory[0]);
        Assert.Equal(3, buffer.Length);

        var larger = VBufferEditor.Create(ref buffer, 9);
        Assert.True(larger.CreatedNewValues);
        Assert.Equal(9, larger.Commit().Length);
    }

    [Fact]
    public void AnEditorOfFewerValuesThanSlotsMakesASparseVector()
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 10, 3);
        (editor.Indices[0], editor.Values[0]) = (2, 5f);
        (editor.Indices[1], editor.Values[1]) = (7, 6f);
        buffer = editor.CommitTruncated(2);

        Assert.False(buffer.IsDense);
        Assert.Equal(10, buffer.Length);
        Assert.Equal([2, 7], buffer.GetIndices().ToArray());
        Assert.Equal(11, buffer.DenseValues().Sum());
    }

    [Fact]
    public void TheDefaultVectorIsEmptyAndDense()
    {
        VBuffer<float> empty = default;

        Assert.Equal(0, empty.Length);
        Assert.True(empty.IsDense);
        Assert.Empty(empty.DenseValues());
    }
}
