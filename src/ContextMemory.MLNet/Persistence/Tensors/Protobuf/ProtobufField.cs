namespace ContextMemory.MLNet.Persistence.Tensors.Protobuf;

/// <summary>Bytes of a file from one offset up to another.</summary>
internal readonly record struct ProtobufRange(long Begin, long End)
{
    public long Length => End - Begin;
}

/// <summary>How a field of a message is written.</summary>
internal enum ProtobufWire
{
    /// <summary>A number of 1 to 10 bytes.</summary>
    Varint = 0,

    /// <summary>8 bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes: a text, a message, numbers one after another.</summary>
    Bytes = 2,

    /// <summary>4 bytes.</summary>
    Fixed32 = 5,
}

/// <summary>A field of a message.</summary>
/// <param name="Number">Which field it is.</param>
/// <param name="Wire">How it is written.</param>
/// <param name="Value">The number, or its bits.</param>
/// <param name="Range">Where its bytes are, if it has a length.</param>
internal readonly record struct ProtobufField(int Number, ProtobufWire Wire, ulong Value, ProtobufRange Range);
