using ContextMemory.MLNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Columns;

/// <summary>The values behind the keys of a label column, in the order of the keys: what annotations show and the model saves.</summary>
internal abstract class LabelValues
{
    public const string KeyValues = "KeyValues";
    public const string SlotNames = "SlotNames";
    public const string TrainingLabelValues = "TrainingLabelValues";

    /// <summary>How many there are; 0 where the label column does not say.</summary>
    public abstract int Count { get; }

    /// <summary>The values' type; null where the label column does not say.</summary>
    public abstract PrimitiveDataViewType? ItemType { get; }

    public abstract void Annotate(DataViewSchema.Annotations.Builder builder, string kind);

    public abstract void Write(BinaryWriter writer);

    /// <summary>The values as text, for messages.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    public static LabelValues None { get; } = new Unknown();

    public static LabelValues Of(DataViewSchema.Column label)
    {
        if (label.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type is not VectorDataViewType vector)
        {
            return None;
        }

        LabelValueFormat? format = LabelValueFormat.Find(vector.ItemType);
        return format is null ? None : format.ReadAnnotation(label);
    }

    public static LabelValues Read(ContentReader reader)
    {
        string type = reader.ReadText();
        if (type.Length == 0)
        {
            return None;
        }

        LabelValueFormat format = LabelValueFormat.Find(type)
            ?? throw new InvalidDataException($"The model's label values are of a type ('{type}') that this version does not know. Update the package.");
        return format.Read(reader);
    }

    private sealed class Unknown : LabelValues
    {
        public override int Count => 0;

        public override PrimitiveDataViewType? ItemType => null;

        public override IReadOnlyList<string> Names => [];

        public override void Annotate(DataViewSchema.Annotations.Builder builder, string kind)
        {
        }

        public override void Write(BinaryWriter writer) => writer.Write("");
    }
}
