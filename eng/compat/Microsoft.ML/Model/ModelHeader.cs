using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// What stands before and after the body of a component in its entry. The layout is ML.NET's, so that ML.NET, given a file of the
/// stand-ins, comes as far as the note of <see cref="Repository"/> and prints that.
/// </summary>
internal sealed class ModelHeader
{
    public const int Size = 0x100;

    private const ulong Signature = 0x4C45444F4D004C4D;
    private const ulong TailSignature = 0x4D4C004D4F44454C;
    private const uint FormatVersion = 0x00010002;
    private const int LoaderSignatureSize = 24;

    public ulong ModelSignature { get; private set; }

    public string LoaderSignature { get; private set; }

    public string LoaderSignatureAlt { get; private set; }

    public string LoaderAssemblyName { get; private set; }

    public string[] Strings { get; private set; } = [];

    /// <summary>Where the body ends, counted from the start of the entry.</summary>
    public long BodyEnd { get; private set; }

    private uint VersionWritten { get; set; }

    private uint VersionReadable { get; set; }

    public void Set(VersionInfo version)
    {
        ModelSignature = version.ModelSignature;
        VersionWritten = version.VerWrittenCur;
        VersionReadable = version.VerReadableCur;
        LoaderSignature = version.LoaderSignature;
        LoaderSignatureAlt = version.LoaderSignatureAlt;
        LoaderAssemblyName = version.LoaderAssemblyName;
    }

    /// <summary>Completes an entry whose body has been written behind the room that was left for the header.</summary>
    public void Write(BinaryWriter writer, IReadOnlyCollection<string> strings)
    {
        long bodyEnd = writer.BaseStream.Position;
        long end = 0;
        foreach (string text in strings)
        {
            end += text.Length * sizeof(char);
            writer.Write(end);
        }
        long chars = writer.BaseStream.Position;
        WriteChars(writer, string.Concat(strings));
        long assemblyName = writer.BaseStream.Position;
        WriteChars(writer, LoaderAssemblyName ?? "");
        long tail = writer.BaseStream.Position;
        writer.Write(TailSignature);

        writer.BaseStream.Position = 0;
        writer.Write(Signature);
        writer.Write(FormatVersion);
        writer.Write(FormatVersion);
        writer.Write((long)Size);
        writer.Write(bodyEnd - Size);
        bool hasStrings = strings.Count > 0;
        writer.Write(hasStrings ? bodyEnd : 0L);
        writer.Write(hasStrings ? chars - bodyEnd : 0L);
        writer.Write(hasStrings ? chars : 0L);
        writer.Write(hasStrings ? assemblyName - chars : 0L);
        writer.Write(ModelSignature);
        writer.Write(VersionWritten);
        writer.Write(VersionReadable);
        WriteLoaderSignature(writer, LoaderSignature);
        WriteLoaderSignature(writer, LoaderSignatureAlt);
        writer.Write(tail);
        writer.Write(tail + sizeof(ulong));
        bool hasAssemblyName = !string.IsNullOrEmpty(LoaderAssemblyName);
        writer.Write(hasAssemblyName ? assemblyName : 0L);
        writer.Write(hasAssemblyName ? (uint)(tail - assemblyName) : 0u);
        writer.BaseStream.Position = tail + sizeof(ulong);
    }

    /// <summary>Reads header, strings and tail and leaves the reader at the start of the body.</summary>
    public static ModelHeader Read(BinaryReader reader)
    {
        long length = reader.BaseStream.Length;
        Contracts.CheckDecode(length >= Size);
        Contracts.CheckDecode(reader.ReadUInt64() == Signature, "Wrong file type");
        uint written = reader.ReadUInt32();
        uint readable = reader.ReadUInt32();
        Contracts.CheckDecode(readable <= written, "Corrupt file header");
        Contracts.CheckDecode(readable <= FormatVersion, "File is too new");
        Contracts.CheckDecode(written >= FormatVersion, "File is too old");
        Contracts.CheckDecode(reader.ReadInt64() == Size);
        var header = new ModelHeader { BodyEnd = Size + reader.ReadInt64() };
        long offsets = reader.ReadInt64();
        long offsetsSize = reader.ReadInt64();
        long chars = reader.ReadInt64();
        long charsSize = reader.ReadInt64();
        header.ModelSignature = reader.ReadUInt64();
        header.VersionWritten = reader.ReadUInt32();
        header.VersionReadable = reader.ReadUInt32();
        header.LoaderSignature = ReadLoaderSignature(reader);
        header.LoaderSignatureAlt = ReadLoaderSignature(reader);
        long tail = reader.ReadInt64();
        Contracts.CheckDecode(reader.ReadInt64() == tail + sizeof(ulong));
        long assemblyName = reader.ReadInt64();
        uint assemblyNameSize = reader.ReadUInt32();

        long[] marks = [Size, header.BodyEnd, header.BodyEnd + offsetsSize, header.BodyEnd + offsetsSize + charsSize, tail, length - sizeof(ulong)];
        Contracts.CheckDecode(marks.Zip(marks.Skip(1), (a, b) => a <= b).All(ordered => ordered));
        Contracts.CheckDecode(offsetsSize == 0 || (offsets == header.BodyEnd && chars == offsets + offsetsSize));
        Contracts.CheckDecode(assemblyNameSize == 0 || assemblyName + assemblyNameSize == tail);

        reader.BaseStream.Position = header.BodyEnd;
        var ends = new long[offsetsSize / sizeof(long)];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = reader.ReadInt64();
        }
        string all = ReadChars(reader, charsSize);
        header.Strings = new string[ends.Length];
        int start = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            int end = (int)(ends[i] / sizeof(char));
            Contracts.CheckDecode(start <= end && end <= all.Length);
            header.Strings[i] = all[start..end];
            start = end;
        }
        header.LoaderAssemblyName = ReadChars(reader, assemblyNameSize);
        Contracts.CheckDecode(reader.BaseStream.Position == tail);
        Contracts.CheckDecode(reader.ReadUInt64() == TailSignature, "Corrupt model file tail");
        reader.BaseStream.Position = Size;
        return header;
    }

    public void Check(VersionInfo version)
    {
        Contracts.CheckDecode(ModelSignature == version.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(VersionReadable <= VersionWritten, "Corrupt file header");
        Contracts.CheckDecode(
            VersionReadable <= version.VerWrittenCur,
            $"Component '{version.LoaderSignature}' of the model is too new: version {VersionReadable:x8}, this program reads up to {version.VerWrittenCur:x8}.");
        Contracts.CheckDecode(
            VersionWritten >= version.VerWeCanReadBack,
            $"Component '{version.LoaderSignature}' of the model is too old: version {VersionWritten:x8}, this program reads from {version.VerWeCanReadBack:x8} on.");
    }

    private static void WriteChars(BinaryWriter writer, string text) => writer.Write(Encoding.Unicode.GetBytes(text));

    private static string ReadChars(BinaryReader reader, long size)
    {
        byte[] bytes = reader.ReadBytes(checked((int)size));
        Contracts.CheckDecode(bytes.Length == size);
        return Encoding.Unicode.GetString(bytes);
    }

    private static void WriteLoaderSignature(BinaryWriter writer, string signature)
    {
        signature ??= "";
        Contracts.Check(signature.Length <= LoaderSignatureSize, $"A loader signature has at most {LoaderSignatureSize} characters");
        writer.Write(Encoding.Latin1.GetBytes(signature.PadRight(LoaderSignatureSize, '\0')));
    }

    private static string ReadLoaderSignature(BinaryReader reader)
        => Encoding.Latin1.GetString(reader.ReadBytes(LoaderSignatureSize)).TrimEnd('\0');
}
