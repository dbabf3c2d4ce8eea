namespace ContextMemory.MLNet;

/// <summary>How the vectors of a text's tokens come to know their context.</summary>
public enum EncoderKind
{
    /// <summary>Every token attends to every other of its segment: positions, multi-head self-attention, feed-forward (Vaswani 2017).</summary>
    Attention,

    /// <summary>Tokens are read in order by memory cells with input, forget and output gates (Hochreiter 1997).</summary>
    Lstm,

    /// <summary>Tokens are read in order by gated recurrent units: fewer gates than an LSTM, faster (Cho 2014).</summary>
    Gru,

    /// <summary>Attention, then one layer of LSTM over the vectors that it makes.</summary>
    AttentionLstm,

    /// <summary>
    /// A memory with input, forget and output gates that see the token and the memory, or the token alone
    /// (<see cref="GatedMemoryOptions.GatesSeeMemory"/>).
    /// </summary>
    GatedMemory,

    /// <summary>An external memory of slots with keys, read by attention, written with erasing (Graves 2014; Sukhbaatar 2015).</summary>
    KeyValueMemory,

    /// <summary>
    /// An associative memory from keys to values, written by the delta rule and only where a gate opens (Schlag 2021; Yang 2024): for what must
    /// be remembered over long documents.
    /// </summary>
    DeltaMemory,

    /// <summary>A pretrained transformer of the BERT family, read from a folder (Devlin 2019): <see cref="PretrainedOptions.Path"/>.</summary>
    Pretrained,

    /// <summary>A module of your own for TorchSharp: <c>TorchSharpModuleEncoder</c> of the package ContextMemory.MLNet.TorchSharp.</summary>
    Module,
}
