using ContextMemory.MLNet.TorchTests.Support;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.TorchTests.Training;

public sealed class EngineOptionsTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("cuda:3")]
    [InlineData("mps")]
    [InlineData(null)]
    public void These_devices_have_a_name(string? device) => Assert.Empty(Faults(new TorchSharpEngine { Device = device }));

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1x")]
    [InlineData("cpu:0")]
    public void Other_names_are_refused(string device) => Assert.Equal(
        $"Options has a fault:{Environment.NewLine}  Device is '{device}'; allowed is cpu, cuda, cuda:N, mps or null: null takes the device of the MLContext.",
        Faults(new TorchSharpEngine { Device = device }));

    [Fact]
    public void A_precision_must_be_one() => Assert.Contains("Precision", Faults(new TorchSharpEngine { Precision = (TorchPrecision)9 }));

    [Fact]
    public void A_device_that_is_not_there_is_named()
    {
        string? message = MessageOf(new TorchSharpEngine { Device = "cuda:1" });

        Assert.StartsWith("The device 'cuda:1' is not there: libtorch finds no CUDA.", message);
        Assert.Contains("Use 'cpu'", message);
        Assert.StartsWith("The device 'mps' is not there", MessageOf(new TorchSharpEngine { Device = "mps" }));
    }

    [Fact]
    public void The_device_of_the_context_is_taken_where_none_is_given()
    {
        var engine = new TorchSharpEngine();

        Assert.StartsWith("The device 'cuda:2' is not there", MessageOf(engine.OnDevice(gpuDeviceId: 2, fallbackToCpu: false)));
        Assert.Null(MessageOf(engine.OnDevice(gpuDeviceId: 2, fallbackToCpu: true)));
        Assert.Null(MessageOf(engine.OnDevice(gpuDeviceId: null, fallbackToCpu: false)));
    }

    [Fact]
    public void The_context_does_not_overrule_a_device_that_is_given()
    {
        var engine = new TorchSharpEngine { Device = "cuda:1" };

        Assert.Same(engine, engine.OnDevice(gpuDeviceId: 2, fallbackToCpu: true));
    }

    [Fact]
    public void Precision_is_a_part_of_the_name()
    {
        Assert.Equal("torchsharp", new TorchSharpEngine { Device = "cpu" }.Name);
        Assert.Equal("torchsharp, bfloat16", new TorchSharpEngine { Precision = TorchPrecision.BFloat16 }.Name);
    }

    private static string Faults(TorchSharpEngine engine)
    {
        var faults = new OptionFaults("Options");
        engine.Validate(faults);
        try
        {
            faults.ThrowIfAny();
            return "";
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>What is said where a training cannot be run; null where it can.</summary>
    private static string? MessageOf(TrainingEngine engine)
    {
        try
        {
            new Trainer(
                RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.Gru), seed: 1),
                new TrainingOptions { Engine = engine, Epochs = 1, Threads = 1 },
                seed: 1).Run();
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }
}
