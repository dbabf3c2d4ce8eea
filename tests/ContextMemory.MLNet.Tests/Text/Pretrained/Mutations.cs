using System.Text;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

/// <summary>Changes files of a tokenizer at random: they open, or are refused as damaged data.</summary>
internal static class Mutations
{
    public static void Survive((string Name, string Content)[] files, int count, Action<PretrainedTokenizer> use) =>
        Survive([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content)))], count, use);

    public static void Survive((string Name, byte[] Content)[] files, int count, Action<PretrainedTokenizer> use)
    {
        var random = new RandomStream(11);
        string folder = TokenizerFiles.Folder();
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            int changed = random.NextInteger(files.Length);
            foreach ((string name, byte[] content) in files)
            {
                File.WriteAllBytes(Path.Combine(folder, name), name == files[changed].Name ? Change(content, random) : content);
            }

            try
            {
                use(TokenizerFolder.Open(folder));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Directory.Delete(folder, recursive: true);
        Assert.InRange(refused, count / 20, count);
    }

    private static byte[] Change(byte[] content, RandomStream random)
    {
        var bytes = new List<byte>(content);
        for (int left = 1 + random.NextInteger(3); left > 0 && bytes.Count > 1; left--)
        {
            int place = random.NextInteger(bytes.Count);
            int length = 1 + random.NextInteger(Math.Min(20, bytes.Count - place));
            switch (random.NextInteger(5))
            {
                case 0:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 1:
                    bytes.RemoveRange(place, length);
                    break;
                case 2:
                    bytes.InsertRange(random.NextInteger(bytes.Count), bytes.GetRange(place, length));
                    break;
                case 3:
                    bytes[place] = (byte)random.NextInteger(256);
                    break;
                default:
                    bytes[place] = (byte)"0129{}[]\",:-.e\n"[random.NextInteger(15)];
                    break;
            }
        }

        return [.. bytes];
    }
}
