using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed class ModelLoadContext : IDisposable
{
    public readonly ZipArchive Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;

    private readonly ModelHeader _header;

    private ModelLoadContext(ZipArchive repository, ZipArchiveEntry entry, string directory)
    {
        Repository = repository;
        Directory = directory;
        Reader = ML.Repository.OpenReader(entry);
        _header = ModelHeader.Read(Reader);
    }

    public bool InRepository => Repository != null;

    public static T LoadModel<T>(IHostEnvironment env, ZipArchive repository, string directory)
        where T : class
    {
        var entry = repository.GetEntry(ML.Repository.Combine(directory, ML.Repository.ModelStreamName))
            ?? throw Contracts.ExceptDecode("Corrupt model file");
        using var ctx = new ModelLoadContext(repository, entry, directory);
        return ctx.Create<T>(env) ?? throw Contracts.ExceptDecode($"Couldn't load model: '{directory}'");
    }

    public T LoadModel<T>(IHostEnvironment env, string name)
        where T : class
        => LoadModel<T>(env, Repository, ML.Repository.Combine(Directory, name));

    public void CheckAtModel() => Contracts.Check(Reader.BaseStream.Position == ModelHeader.Size, "Something has been read from the model already");

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        _header.Check(ver);
    }

    public string LoadString()
    {
        int id = Reader.ReadInt32();
        Contracts.CheckDecode(0 <= id && id < _header.Strings.Length);
        return _header.Strings[id];
    }

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        Contracts.CheckDecode(text.Length > 0);
        return text;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        Contracts.CheckNonEmpty(name);
        if (Repository.GetEntry(ML.Repository.Combine(Directory, name)) is not { } entry)
        {
            return false;
        }
        using var reader = ML.Repository.OpenReader(entry);
        Contracts.CheckValue(action)(reader);
        return true;
    }

    public void Dispose() => Reader.Dispose();

    private T Create<T>(IHostEnvironment env)
        where T : class
    {
        if (!string.IsNullOrEmpty(_header.LoaderAssemblyName))
        {
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(_header.LoaderAssemblyName));
        }
        foreach (string signature in (string[])[_header.LoaderSignature, _header.LoaderSignatureAlt])
        {
            if (signature != "" && env.ComponentCatalog.TryCreate(env, signature, typeof(SignatureLoadModel), [this], out object made) && made is T model)
            {
                Contracts.CheckDecode(Reader.BaseStream.Position == _header.BodyEnd, "One of the identified items was in an invalid format.");
                return model;
            }
        }
        return null;
    }
}
