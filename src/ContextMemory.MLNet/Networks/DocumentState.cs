using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Networks;

/// <summary>What is kept of a document that comes segment by segment.</summary>
/// <param name="Memory">What a segment hands on to the next, [1 x StateSize] of the encoder; without columns where there is one segment.</param>
/// <param name="Poolings">What each pooling knows so far, [1 x StateSize] of the pooling.</param>
internal sealed record DocumentState(Matrix Memory, Matrix[] Poolings);
