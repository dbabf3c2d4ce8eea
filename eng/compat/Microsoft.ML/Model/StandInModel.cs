namespace Microsoft.ML;

internal static class StandInModel
{
    /// <summary>The version that the stand-ins' own components write: there is only one.</summary>
    public static VersionInfo Version(string modelSignature, string loaderSignature)
        => new(modelSignature, 0x00010001, 0x00010001, 0x00010001, typeof(StandInModel).Assembly.GetName().Name, loaderSignature);
}
