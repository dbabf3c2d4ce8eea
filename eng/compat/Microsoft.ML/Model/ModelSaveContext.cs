using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}

public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter Repository;
    internal readonly string Directory;
    internal readonly BinaryWriter Writer;

    private readonly ModelHeader _header = new();
    private readonly List<string> _strings = [];

    internal ModelSaveContext(RepositoryWriter repository, string directory, string name)
    {
        Repository = repository;
        Directory = directory;
        Writer = new BinaryWriter(repository.CreateEntry(directory, name), Encoding.UTF8, leaveOpen: true);
        Writer.Write(new byte[ModelHeader.Size]);
    }

    internal bool InRepository => Repository != null;

    public void Dispose() => Writer.Dispose();

    internal static void SaveModel<T>(RepositoryWriter repository, T value, string path)
        where T : class
    {
        if (value is ICanSaveModel model)
        {
            using var ctx = new ModelSaveContext(repository, path, ML.Repository.ModelStreamName);
            model.Save(ctx);
            ctx.Done();
        }
    }

    internal void SaveModel<T>(T value, string name)
        where T : class
        => SaveModel(Repository, value, ML.Repository.Combine(Directory, name));

    internal void CheckAtModel() => Contracts.Check(Writer.BaseStream.Position == ModelHeader.Size, "Something has been written to the model already");

    internal void SetVersionInfo(VersionInfo ver) => _header.Set(ver);

    internal void SaveString(string str)
    {
        Contracts.CheckValue(str);
        int id = _strings.IndexOf(str);
        if (id < 0)
        {
            id = _strings.Count;
            _strings.Add(str);
        }
        Writer.Write(id);
    }

    internal void SaveNonEmptyString(string str) => SaveString(Contracts.CheckNonEmpty(str));

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        using var writer = new BinaryWriter(Repository.CreateEntry(Directory, name), Encoding.UTF8, leaveOpen: true);
        Contracts.CheckValue(action)(writer);
    }

    internal void Done()
    {
        Contracts.Check(_header.ModelSignature != 0, "ModelSignature not specified!");
        _header.Write(Writer, _strings);
        Dispose();
    }
}
