using System;
using System.IO;

namespace Microsoft.ML
{
    public interface ICanSaveModel
    {
        void Save(ModelSaveContext ctx);
    }

    public delegate void SignatureLoadModel(ModelLoadContext ctx);

    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class LoadableClassAttribute : Attribute
    {
        public LoadableClassAttribute(Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
        {
        }
    }

    public readonly struct VersionInfo
    {
        public VersionInfo(
            string modelSignature,
            uint verWrittenCur,
            uint verReadableCur,
            uint verWeCanReadBack,
            string loaderAssemblyName,
            string loaderSignature = null,
            string loaderSignatureAlt = null) => throw null;
    }

    public sealed class ModelLoadContext
    {
        public readonly BinaryReader Reader;

        public void CheckAtModel(VersionInfo ver)
        {
        }
    }

    public sealed class ModelSaveContext
    {
        public readonly BinaryWriter Writer;

        public void CheckAtModel()
        {
        }

        public void SetVersionInfo(VersionInfo ver)
        {
        }
    }
}

namespace Microsoft.ML.Runtime
{
    public interface IHostEnvironment
    {
    }
}
