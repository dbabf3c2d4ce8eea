namespace ContextMemory.MLNet.Tests.Support;

/// <summary>What the validation of an options record says.</summary>
internal static class OptionsChecks
{
    private const string OptionsName = "SomeOptions";

    public static void AssertValid(Action<OptionFaults> validate) => Assert.Null(Record.Exception(() => Throw(validate)));

    /// <summary>Just these faults, in this order, in one message.</summary>
    public static void AssertFaults(Action<OptionFaults> validate, params string[] faults)
    {
        string head = faults.Length == 1 ? $"{OptionsName} has a fault:" : $"{OptionsName} has {faults.Length} faults:";
        var exception = Assert.Throws<ArgumentException>(() => Throw(validate));
        Assert.Equal(string.Join($"{Environment.NewLine}  ", [head, .. faults]), exception.Message);
    }

    private static void Throw(Action<OptionFaults> validate)
    {
        var faults = new OptionFaults(OptionsName);
        validate(faults);
        faults.ThrowIfAny();
    }
}
