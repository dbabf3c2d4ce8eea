using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>The steps of a time-major batch in the order in which one direction reads them, and how the rows of one step follow those of another.</summary>
internal readonly struct StepOrder(SequenceBatch batch, bool reverse)
{
    public int Count => batch.StepCount;

    /// <summary>The step that is read at a place.</summary>
    public int At(int place) => reverse ? batch.StepCount - 1 - place : place;

    public int Offset(int step) => batch.StepOffset(step);

    /// <summary>Sequences at work in a step: the first ones, since the longest come first.</summary>
    public int Size(int step) => batch.StepSize(step);

    /// <summary>How many sequences of a step were at work in the step read before it, and where that step's rows start.</summary>
    public int Continued(int step, out int before)
    {
        int other = reverse ? step + 1 : step - 1;
        before = other >= 0 && other < batch.StepCount ? batch.StepOffset(other) : 0;
        return reverse ? batch.StepSize(other) : step > 0 ? batch.StepSize(step) : 0;
    }

    /// <summary>How many sequences of a step go on to the step read after it, and where that step's rows start.</summary>
    public int Followed(int step, out int after)
    {
        int other = reverse ? step - 1 : step + 1;
        after = other >= 0 && other < batch.StepCount ? batch.StepOffset(other) : 0;
        return reverse ? step > 0 ? batch.StepSize(step) : 0 : batch.StepSize(other);
    }

    /// <summary>Copies the row that each sequence leaves off at; a sequence without rows keeps what the state has of it.</summary>
    public void LeaveLastRows(Matrix rows, Matrix state)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            int length = batch.Length(batch.ByLength[i]);
            if (length > 0)
            {
                rows.Row(batch.StepOffset(reverse ? 0 : length - 1) + i).CopyTo(state.Row(i));
            }
        }
    }
}
