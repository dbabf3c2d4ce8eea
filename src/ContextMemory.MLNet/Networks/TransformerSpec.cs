namespace ContextMemory.MLNet.Networks;

/// <summary>A pretrained transformer that reads the pieces of tokens.</summary>
/// <param name="Options">Its sizes; its segments are the longest inputs that it gets.</param>
/// <param name="Start">The piece with which each input begins.</param>
/// <param name="End">The piece with which each input ends.</param>
internal sealed record TransformerSpec(PretrainedOptions Options, int Start, int End);
