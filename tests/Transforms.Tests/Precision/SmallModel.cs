using ContextMemory.MLNet;
using Microsoft.ML;

namespace Transforms.Tests.Precision;

internal static class SmallModel
{
    public static void Write(string model, string smallModel)
    {
        var ctx = new MLContext();
        ITransformer loaded = ctx.Model.Load(model, out DataViewSchema input);
        ctx.ContextMemory().UsePrecision(loaded, ModelPrecision.Int8);
        ctx.Model.Save(loaded, input, smallModel);
    }
}
