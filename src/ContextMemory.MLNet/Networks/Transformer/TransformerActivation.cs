namespace ContextMemory.MLNet.Networks;

/// <summary>An activation of the feed-forward part of a pretrained transformer.</summary>
internal enum TransformerActivation
{
    /// <summary>x P(X &lt;= x) of a normal distribution, exact (Hendrycks 2016).</summary>
    Gelu,

    /// <summary>Its approximation by tanh.</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}
