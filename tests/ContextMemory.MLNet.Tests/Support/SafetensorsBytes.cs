using System.Text;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Safetensors files put together by hand.</summary>
internal static class SafetensorsBytes
{
    /// <summary>A file of a header and data, whatever they are.</summary>
    public static byte[] Of(string header, params byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. data];
    }

    /// <summary>A file of tensors of single precision.</summary>
    public static byte[] Of(IEnumerable<(string Name, long[] Shape, float[] Values)> tensors)
    {
        var header = new StringBuilder();
        var data = new List<byte>();
        foreach ((string name, long[] shape, float[] values) in tensors)
        {
            int begin = data.Count;
            data.AddRange(values.SelectMany(BitConverter.GetBytes));
            header.Append(header.Length == 0 ? "{" : ",");
            header.Append($$"""
                "{{name}}":{"dtype":"F32","shape":[{{string.Join(',', shape)}}],"data_offsets":[{{begin}},{{data.Count}}]}
                """);
        }

        return Of($"{header}}}", [.. data]);
    }
}
