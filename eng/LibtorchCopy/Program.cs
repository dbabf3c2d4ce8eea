using ContextMemory.MLNet.Torch.Native;

// Makes a copy of libLibTorchSharp.so that loads on this machine: LibtorchCopy SOURCE COPY
if (args is not [string source, string copy])
{
    Console.Error.WriteLine("usage: LibtorchCopy SOURCE COPY");
    return 2;
}

byte[] library = File.ReadAllBytes(source);
if (CppLibrary.FindPath() is { } cppLibrary)
{
    var fit = new VersionFit(new SharedLibrary(source, library), SharedLibrary.Read(cppLibrary));
    if (fit.CanBeRepaired)
    {
        library = fit.Repaired();
    }
}

// Where it cannot be repaired it is copied as it is: the build goes on, and whatever loads it says what is missing.
File.WriteAllBytes(copy, library);
return 0;
