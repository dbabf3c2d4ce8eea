using ContextMemory.MLNet;
using ContextMemory.MLNet.TorchTests.Support;
using Microsoft.ML;
using Transforms.Tests.Support;

// As a process of its own: loads a model with a module, and prints the scores of the rows that it was trained on.
TorchSharpModuleEncoder.Register("recurrent", () => new TestModules.Recurrent());
var context = new MLContext();
ITransformer model = context.Model.Load(args[0], out _);
RowPrinter.Print(model.Transform(context.Data.LoadFromEnumerable(ModuleRow.Some(40))), "Score").ForEach(Console.WriteLine);
