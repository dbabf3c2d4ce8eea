namespace ContextMemory.MLNet.Torch.Native;

/// <summary>
/// Whether the C++ library of this machine has the versions that a library asks it for. libLibTorchSharp.so is built with GCC 13, which names
/// a version that the C++ libraries of Debian 12 and Ubuntu 22.04 do not have; the loader then refuses it, though it makes no use of that version.
/// </summary>
internal sealed class VersionFit
{
    // Its one symbol, std::ios_base_library_init(), is named by whatever includes <iostream>, so that a library that sets up no streams of its
    // own is not loaded with an older C++ library, which does not set them up by itself. Nothing calls it. Here libtorch, which is built with
    // an older GCC, sets them up, and libLibTorchSharp.so makes no use of them.
    private const string OnlyNamed = "GLIBCXX_3.4.32";

    private readonly SharedLibrary _library;

    public VersionFit(SharedLibrary library, SharedLibrary cppLibrary)
    {
        _library = library;
        Offered = cppLibrary.Offers.ToHashSet();
        Needed = [.. library.Needs.Where(need => need.Library == CppLibrary.Name && !need.IsWeak)];
        Missing = [.. Needed.Where(need => !Offered.Contains(need.Version))];
    }

    /// <summary>The versions that the C++ library has.</summary>
    public IReadOnlySet<string> Offered { get; }

    /// <summary>The versions of it without which the library does not load.</summary>
    public IReadOnlyList<VersionNeed> Needed { get; }

    /// <summary>That of a file and the C++ library of this machine; null where there is none, or where the file is no library of 64-bit Linux.</summary>
    public static VersionFit? Find(string path)
    {
        try
        {
            return CppLibrary.FindPath() is { } cppLibrary ? new VersionFit(SharedLibrary.Read(path), SharedLibrary.Read(cppLibrary)) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What keeps the library from loading.</summary>
    public IReadOnlyList<VersionNeed> Missing { get; }

    /// <summary>Whether <see cref="Repaired"/> loads.</summary>
    public bool CanBeRepaired => !Called.Any();

    /// <summary>A copy of the library that the loader takes without what is missing.</summary>
    /// <exception cref="InvalidOperationException">The library makes use of what is missing.</exception>
    public byte[] Repaired() => CanBeRepaired
        ? _library.WithWeakNeeds(Missing)
        : throw new InvalidOperationException(
            $"The library calls functions of {string.Join(", ", Called)}, which the installed {CppLibrary.Name} does not have.");

    private IEnumerable<string> Called => Missing.Select(need => need.Version).Where(version => version != OnlyNamed);
}
