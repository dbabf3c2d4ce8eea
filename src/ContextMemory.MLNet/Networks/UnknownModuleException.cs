namespace ContextMemory.MLNet.Networks;

/// <summary>A saved model names a module that the process does not know how to make.</summary>
/// <param name="name">What the model calls it.</param>
internal sealed class UnknownModuleException(string name) : InvalidOperationException(
    $"The model's encoder is the module '{name}', whose code is not stored with it. Before loading, call TorchSharpModuleEncoder.Register(\"{name}\", create) of the " +
    "package ContextMemory.MLNet.TorchSharp with a function that makes the module.");
