namespace Microsoft.ML.Runtime;

internal static class GenericMethod
{
    /// <summary>The generic method behind a delegate, for other types: of <c>F&lt;int&gt;</c> and <c>string</c>, <c>F&lt;string&gt;</c>.</summary>
    public static TDelegate For<TDelegate>(TDelegate method, params Type[] types)
        where TDelegate : Delegate
        => (TDelegate)method.Method.GetGenericMethodDefinition().MakeGenericMethod(types).CreateDelegate(typeof(TDelegate), method.Target);
}
