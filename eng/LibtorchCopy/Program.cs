using ContextMemory.MLNet.Torch.Native;

// Makes a copy of libLibTorchSharp.so that loads on this machine: LibtorchCopy SOURCE COPY
if (args is not [string source, string copy])
{
    Console.Error.WriteLine("usage: LibtorchCopy SOURCE COPY");
    return 2;
}

// Where it cannot be repaired it is copied as it is: the build goes on, and whatever loads it says what is missing.
byte[] library = VersionFit.Find(source) is { CanBeRepaired: true } fit ? fit.Repaired() : File.ReadAllBytes(source);
File.WriteAllBytes(copy, library);
return 0;
