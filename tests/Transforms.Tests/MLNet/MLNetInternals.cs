using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace Transforms.Tests.MLNet;

/// <summary>Internal members of ML.NET that these tests need and the product does not.</summary>
internal static class MLNetInternals
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CancelExecution")]
    public static extern void CancelExecution(MLContext context);
}
