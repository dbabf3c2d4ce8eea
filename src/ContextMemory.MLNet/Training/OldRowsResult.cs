using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>What became of what a model knew before its training was continued, on validation rows that it has kept from then.</summary>
/// <param name="Rows">How many they are.</param>
/// <param name="Before">The task's measure on them before (accuracy for classification).</param>
/// <param name="After">The same after.</param>
/// <param name="NewClassesHeldBack">What was taken from the logits of new classes so that old ones keep their rows, 0 to 1.</param>
public sealed record OldRowsResult(int Rows, double Before, double After, double NewClassesHeldBack)
{
    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"{Rows} old rows: {Before:F3} before, {After:F3} after, new classes held back by {NewClassesHeldBack:F3}");
}
