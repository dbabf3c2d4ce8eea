namespace ContextMemory.MLNet;

internal static class OptionFaultsExtensions
{
    /// <summary>Faults of options inside options; that there are none is a fault too.</summary>
    public static void Inside<TOptions>(this OptionFaults faults, string name, TOptions? options, Action<TOptions, OptionFaults> validate)
        where TOptions : class
    {
        if (options is null)
        {
            faults.Check(false, name, "null", typeof(TOptions).Name, "leave it out to take the defaults");
        }
        else
        {
            faults.Inside(name, inner => validate(options, inner));
        }
    }
}
