using System.Text;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Tests;

/// <summary>What every codec must do: give back what was written, and refuse what was not.</summary>
/// <param name="write">Writes a model.</param>
/// <param name="read">Reads it.</param>
internal sealed class CodecCheck<TModel>(Action<BinaryWriter, TModel> write, Func<ContentReader, TModel> read)
{
    // Options, sizes and names are at the front, where every byte counts; after them are mostly values of weights.
    private const int Front = 300;
    private const int FewestBetween = 97;
    private const int MostPlaces = 500;

    public byte[] Write(TModel model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            write(writer, model);
        }

        return stream.ToArray();
    }

    /// <summary>Reads content to its end.</summary>
    public TModel Read(byte[] content)
    {
        var reader = new ContentReader(content);
        TModel model = read(reader);
        reader.End();
        return model;
    }

    /// <summary>Writes a model, reads it and writes it again: the bytes are the same.</summary>
    /// <returns>The model that was read.</returns>
    public TModel Reread(TModel model)
    {
        byte[] content = Write(model);
        TModel found = Read(content);
        Assert.Equal(content, Write(found));
        return found;
    }

    /// <summary>Content that ends early is refused, except where what is left is all of a model that has fewer parts.</summary>
    public void RefusesWhatEndsEarly(TModel model)
    {
        byte[] content = Write(model);
        foreach (int length in Places(content).Append(content.Length - 1))
        {
            if (Fault(content[..length]) is null)
            {
                Assert.Equal(content[..length], Write(Read(content[..length])));
            }
        }

        Assert.IsType<InvalidDataException>(Fault([.. content, 0]));
    }

    /// <summary>Changed content is refused, or gives another model; and no size that is wrong is believed.</summary>
    public void SurvivesChangedBytes(TModel model)
    {
        byte[] content = Write(model);
        long most = (8L << 20) + 16 * content.Length;
        int refused = 0;
        foreach (int place in Places(content))
        {
            byte[] damaged = [.. content];
            damaged[place] ^= 0xFF;
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += Fault(damaged) is null ? 0 : 1;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
        }

        Assert.InRange(refused, Front / 2, content.Length);
    }

    private Exception? Fault(byte[] content)
    {
        Exception? fault = Record.Exception(() => Read(content));
        Assert.True(fault is null or InvalidDataException, $"{fault}");
        return fault;
    }

    private static IEnumerable<int> Places(byte[] content)
    {
        int step = Math.Max(FewestBetween, content.Length / MostPlaces);
        return Enumerable.Range(0, content.Length).Where(place => place < Front || place % step == 0);
    }
}
