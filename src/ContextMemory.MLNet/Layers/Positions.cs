using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>Adds to each row a vector that tells its place in the document. In place; shapes [rows x size].</summary>
internal abstract class Positions
{
    public abstract Matrix Forward(Pass pass, SequenceBatch batch, Matrix rows);

    public abstract void Backward(Pass pass, SequenceBatch batch, Matrix gradient);

    /// <summary>
    /// amplitude · sin(p / 10000^(2i / size)) in the even places, cos in the odd ones (Vaswani 2017, section 3.5): any position, nothing to
    /// learn.
    /// </summary>
    public sealed class Sinusoidal(int size, float amplitude = 1) : Positions
    {
        private readonly double[] _frequencies = [.. Enumerable.Range(0, (size + 1) / 2).Select(i => Math.Pow(10000, -2.0 * i / size))];
        private float[] _table = [];

        public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix rows)
        {
            float[] table = Table(LastPosition(batch));
            for (int sequence = 0; sequence < batch.Count; sequence++)
            {
                for (int i = 0; i < batch.Length(sequence); i++)
                {
                    int position = batch.Position(sequence) + i;
                    Span<float> row = rows.Row(batch.Offset(sequence) + i);
                    if (position < TableLimit)
                    {
                        pass.Kernels.Add(table.AsSpan(position * size, size), row);
                    }
                    else
                    {
                        AddVector(position, row);
                    }
                }
            }

            return rows;
        }

        public override void Backward(Pass pass, SequenceBatch batch, Matrix gradient)
        {
        }

        private const int TableLimit = 4096;

        // Workers may both find the table short and both make a longer one; they make the same.
        private float[] Table(int lastPosition)
        {
            float[] table = Volatile.Read(ref _table);
            int wanted = Math.Min(lastPosition + 1, TableLimit);
            if (table.Length >= wanted * size)
            {
                return table;
            }

            int positions = Math.Min(TableLimit, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(wanted, 64)));
            var longer = new float[positions * size];
            for (int position = 0; position < positions; position++)
            {
                AddVector(position, longer.AsSpan(position * size, size));
            }

            Volatile.Write(ref _table, longer);
            return longer;
        }

        private void AddVector(int position, Span<float> row)
        {
            for (int i = 0; i < row.Length; i++)
            {
                double angle = position * _frequencies[i / 2];
                row[i] += amplitude * (float)(i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }
    }

    /// <summary>One learned vector a position; beyond the last one the vectors repeat.</summary>
    public sealed class Learned(ParameterLayout layout, string name, int count, int size) : Positions
    {
        private readonly Parameter _table = layout.Add($"{name}.weight", count, size, Initializers.Normal(0.02), isTable: true);

        public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix rows)
        {
            Matrix table = pass.Weights[_table];
            for (int sequence = 0; sequence < batch.Count; sequence++)
            {
                for (int i = 0; i < batch.Length(sequence); i++)
                {
                    pass.Kernels.Add(table.Row(Place(batch, sequence, i)), rows.Row(batch.Offset(sequence) + i));
                }
            }

            return rows;
        }

        public override void Backward(Pass pass, SequenceBatch batch, Matrix gradient)
        {
            Matrix table = pass.GradientOf(_table);
            for (int sequence = 0; sequence < batch.Count; sequence++)
            {
                for (int i = 0; i < batch.Length(sequence); i++)
                {
                    pass.Kernels.Add(gradient.Row(batch.Offset(sequence) + i), table.Row(Place(batch, sequence, i)));
                }
            }
        }

        private int Place(SequenceBatch batch, int sequence, int i) => (batch.Position(sequence) + i) % count;
    }

    private static int LastPosition(SequenceBatch batch)
    {
        int last = 0;
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            last = Math.Max(last, batch.Position(sequence) + batch.Length(sequence) - 1);
        }

        return last;
    }
}
