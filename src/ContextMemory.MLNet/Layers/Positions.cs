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
                Matrix own = rows.RowRange(batch.Offset(sequence), batch.Length(sequence));
                int first = batch.Position(sequence);
                int inTable = Math.Clamp(TableLimit - first, 0, own.Rows);
                for (int i = 0; i < inTable; i++)
                {
                    pass.Kernels.Add(table.AsSpan((first + i) * size, size), own.Row(i));
                }

                AddFar(first + inTable, own.RowRange(inTable, own.Rows - inTable));
            }

            return rows;
        }

        public override void Backward(Pass pass, SequenceBatch batch, Matrix gradient)
        {
        }

        private const int TableLimit = 4096;

        // Positions beyond the table that share the sines and cosines of the first of them.
        private const int Together = 64;

        private double[] Steps => field ??= [.. Enumerable.Range(0, Together * _frequencies.Length).SelectMany(i =>
        {
            (double sine, double cosine) = Math.SinCos(i % Together * _frequencies[i / Together]);
            return new[] { sine, cosine };
        })];

        /// <summary>Beyond the table, sines and cosines are those of a multiple of <see cref="Together"/>, turned by the rest.</summary>
        private void AddFar(int first, Matrix rows)
        {
            for (int i = 0; i < rows.Rows;)
            {
                int step = (first + i) % Together;
                int count = Math.Min(Together - step, rows.Rows - i);
                AddRun(first + i - step, step, rows.RowRange(i, count));
                i += count;
            }
        }

        private void AddRun(int start, int firstStep, Matrix rows)
        {
            double[] steps = Steps;
            for (int i = 0; i < _frequencies.Length; i++)
            {
                (double sine, double cosine) = Math.SinCos(start * _frequencies[i]);
                for (int row = 0; row < rows.Rows; row++)
                {
                    int step = 2 * (i * Together + firstStep + row);
                    (double stepSine, double stepCosine) = (steps[step], steps[step + 1]);
                    rows[row, 2 * i] += amplitude * (float)(sine * stepCosine + cosine * stepSine);
                    if (2 * i + 1 < size)
                    {
                        rows[row, 2 * i + 1] += amplitude * (float)(cosine * stepCosine - sine * stepSine);
                    }
                }
            }
        }

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

    /// <summary>
    /// One learned vector a position, of the document or, where positions start anew in each segment, of the segment; beyond the last one the
    /// vectors repeat.
    /// </summary>
    public sealed class Learned(ParameterLayout layout, string name, int count, int size, bool startAnew = false) : Positions
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

        private int Place(SequenceBatch batch, int sequence, int i) => ((startAnew ? 0 : batch.Position(sequence)) + i) % count;
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
