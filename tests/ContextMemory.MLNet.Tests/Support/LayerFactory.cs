using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Layers put together as the encoders put them together.</summary>
internal static class LayerFactory
{
    public static RecurrentStack Lstm(
        ParameterLayout layout, string name, int inputs, int size, int layers, bool bidirectional, double dropout) =>
        new(
            (layer, layerInputs, reverse) => new LstmDirection(layout, name, layer, layerInputs, size, reverse),
            inputs,
            size,
            layers,
            bidirectional,
            dropout);

    public static RecurrentStack Gru(
        ParameterLayout layout, string name, int inputs, int size, int layers, bool bidirectional, double dropout) =>
        new(
            (layer, layerInputs, reverse) => new GruDirection(layout, name, layer, layerInputs, size, reverse),
            inputs,
            size,
            layers,
            bidirectional,
            dropout);

    public static RecurrentStack GatedMemory(
        ParameterLayout layout,
        string name,
        int inputs,
        int size,
        int layers,
        bool bidirectional,
        double dropout,
        bool gatesSeeMemory) =>
        new(
            (layer, layerInputs, reverse) => new GatedMemoryDirection(layout, name, layer, layerInputs, size, reverse, gatesSeeMemory),
            inputs,
            size,
            layers,
            bidirectional,
            dropout);

    public static ResidualBlock AttentionBlock(
        ParameterLayout layout, string name, int size, int heads, int innerSize, bool causal, double dropout) =>
        new(layout, name, new MultiHeadAttention(layout, $"{name}self_attn", size, heads, causal), size, innerSize, dropout);
}
