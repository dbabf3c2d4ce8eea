using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.TorchTests.Support;
using ContextMemory.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.TorchTests.Modules;

/// <summary>What can be wrong with a module is said in words.</summary>
public sealed class ModuleFaultTests
{
    [Fact]
    public void No_module() => Assert.Equal(
        "The function that makes the module 'test' has returned null: let it return a new module.",
        Build(() => null!).Message);

    [Fact]
    public void A_function_that_fails()
    {
        var cause = new NotSupportedException("there is no such file");

        InvalidOperationException exception = Build(() => throw cause);

        Assert.Equal("The function that makes the module 'test' has failed: there is no such file", exception.Message);
        Assert.Same(cause, exception.InnerException);
    }

    [Fact]
    public void A_module_of_another_kind() => Assert.StartsWith(
        "The module 'test' is a Bilinear2: expected is a nn.Module<Tensor, Tensor, Tensor> from token vectors and lengths, or a nn.Module<Tensor, Tensor>",
        Build(() => new Bilinear2()).Message);

    [Fact]
    public void Parameters_of_another_type() => Assert.Equal(
        "The module 'test' has the parameter 'weight' [12 x 16] of type Float64: expected is Float32. Make it of single precision, or register a constant as a buffer.",
        Build(() => nn.Linear(TestModules.Inputs, TestModules.Outputs, dtype: ScalarType.Float64)).Message);

    [Fact]
    public void Parameters_that_are_whole_numbers() => Assert.StartsWith(
        "The module 'test' has the parameter '_counts' [3] of type Int64: expected is Float32.", Build(() => new Counting()).Message);

    [Fact]
    public void Another_size_of_vectors() => Assert.Equal(
        "The module 'test' has made [1 x 3 x 9] of token vectors [1 x 3 x 16]: expected is [1 x 3 x 12], batch x time x OutputSize, or [1 x 12], batch x OutputSize. " +
        "Set OutputSize to the size of the vectors that the module makes.",
        Assert.Throws<InvalidOperationException>(() => Run(() => TestModules.Tokenwise(outputs: 9))).Message);

    [Fact]
    public void A_module_without_parameters_is_none() =>
        Assert.Equal(TestModules.Inputs, Run(() => nn.Tanh(), TestModules.Inputs).Length);

    [Fact]
    public void A_function_that_makes_another_module_each_time()
    {
        int calls = 0;

        var exception = Assert.Throws<InvalidOperationException>(() => Run(() => nn.Linear(TestModules.Inputs, TestModules.Outputs + calls++)));

        Assert.Equal(
            "The function that makes the module 'test' does not make it with 'weight' [12 x 16] at each call: let each call make a module of the same parameters.",
            exception.Message);
    }

    [Fact]
    public void The_managed_engine_does_not_train_it()
    {
        ClassificationObjective objective = RandomObjectives.Classes(TestModules.Encoder(() => new TestModules.Recurrent()), seed: 1);

        var exception = Assert.Throws<InvalidOperationException>(
            () => new Trainer(objective, new TrainingOptions { Engine = TrainingEngine.Managed, Epochs = 1, Threads = 1 }, seed: 1).Run());

        Assert.Equal(
            "The managed engine does not train the module 'test' of TorchSharp: set Training = new() { Engine = new TorchSharpEngine() } in the options.",
            exception.Message);
    }

    [Fact]
    public void Options()
    {
        var faults = new OptionFaults("Options");
        (new TorchSharpModuleEncoder(" ", () => nn.Tanh()) { OutputSize = 0, Layers = 2 }).Validate(faults);

        string message = Assert.Throws<ArgumentException>(faults.ThrowIfAny).Message;

        Assert.Contains("Name is empty; allowed is a text", message);
        Assert.Contains("OutputSize is 0; allowed is 1 to 65536", message);
        Assert.Contains("Layers is 2; allowed is 1 to 1: the module has layers of its own.", message);
        Assert.Throws<ArgumentNullException>(() => new TorchSharpModuleEncoder("a", null!));
        Assert.Throws<ArgumentNullException>(() => new TorchSharpModuleEncoder(null!, () => nn.Tanh()));
        Assert.Throws<ArgumentNullException>(() => TorchSharpModuleEncoder.Register("a", null!));
        Assert.Equal("Module, embedding 16, 'test' to 12", TestModules.Encoder(() => nn.Tanh()).Describe());
    }

    [Fact]
    public void Word_vectors_of_another_size()
    {
        TorchSharpModuleEncoder options = TestModules.Encoder(() => nn.Tanh());

        Assert.Same(options, options.WithEmbeddingSize(TestModules.Inputs));
        Assert.Contains("reads vectors of EmbeddingSize = 16 numbers, and the word vectors ask for 50", Assert.Throws<ArgumentException>(() => options.WithEmbeddingSize(50)).Message);
    }

    private static InvalidOperationException Build(Func<nn.Module> create) =>
        Assert.Throws<InvalidOperationException>(() => new EncodingModel(RandomObjectives.Coder(), TestModules.Encoder(create), Kernels.Current));

    private static float[] Run(Func<nn.Module> create, int outputs = TestModules.Outputs)
    {
        var model = new EncodingModel(RandomObjectives.Coder(), TestModules.Encoder(create) with { OutputSize = outputs }, Kernels.Current);
        model.Weights.Initialize(1);
        var vector = new float[model.ResultSize];
        model.Run([[1, 2, 3]], vector);
        return vector;
    }

    private sealed class Counting : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter _counts = new(zeros(3, ScalarType.Int64), requires_grad: false);

        public Counting()
            : base(nameof(Counting)) => RegisterComponents();

        public override Tensor forward(Tensor tokens) => tokens * _counts.sum();
    }

    private sealed class Bilinear2() : nn.Module<Tensor, Tensor, Tensor, Tensor>(nameof(Bilinear2))
    {
        public override Tensor forward(Tensor first, Tensor second, Tensor third) => first;
    }
}
