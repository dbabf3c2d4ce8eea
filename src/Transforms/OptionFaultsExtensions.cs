using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet;

internal static class OptionFaultsExtensions
{
    /// <summary>Faults of options inside options; that there are none is a fault too.</summary>
    public static void Inside<TOptions>(this OptionFaults faults, string name, TOptions? options, Action<TOptions, OptionFaults> validate)
        where TOptions : class
    {
        if (options is null)
        {
            faults.Check(false, name, "null", typeof(TOptions).Name, "leave it out to take the defaults");
        }
        else
        {
            faults.Inside(name, inner => validate(options, inner));
        }
    }

    /// <summary>Faults of an encoder beside what it brings itself where it is a pretrained transformer: words with their vectors.</summary>
    public static void CheckPretrained(
        this OptionFaults faults, EncoderOptions? encoder, Tokenizer? tokenizer, WordVectorOptions? vectors, double? epsilon = null, bool canOverlap = false)
    {
        if (encoder is not PretrainedOptions pretrained)
        {
            return;
        }

        const string Allowed = "null with a pretrained encoder";
        faults.Check(
            pretrained.Path is not null, "Encoder.Path", "null", "the name of a folder or of an .onnx file", "name what holds config.json and the weights");
        faults.Check(
            canOverlap || pretrained.SegmentOverlap == 0, "Encoder.SegmentOverlap", $"{pretrained.SegmentOverlap}", "0 in this task", "segments overlap in entity extraction alone");
        faults.Check(tokenizer is null, "Tokenizer", "given", Allowed, "its folder has the tokenizer that it was trained with");
        faults.Check(vectors is null, "WordVectors", "given", Allowed, "it has vectors of its own");
        faults.Check(epsilon is null or 0, "AdversarialEpsilon", $"{epsilon}", "0 or null with a pretrained encoder", "its vectors of pieces are not moved");
    }

    /// <summary>That a pretrained transformer is to read what are no pieces of text is a fault.</summary>
    public static void CheckNotPretrained(this OptionFaults faults, string name, EncoderOptions? encoder) => faults.Check(
        encoder is not PretrainedOptions, name, "a pretrained transformer", "another kind of encoder", "it reads the pieces of a text alone: give it as Encoder");

    /// <summary>That an engine cannot train one of the encoders is a fault.</summary>
    public static void Engine(this OptionFaults faults, TrainingOptions? training, params ReadOnlySpan<EncoderOptions?> encoders)
    {
        foreach (EncoderOptions? encoder in encoders)
        {
            if (encoder is { LearnsManaged: false } && training?.Engine == TrainingEngine.Managed)
            {
                faults.Check(
                    false,
                    "Training.Engine",
                    training.Engine.Name,
                    "a TorchSharpEngine where the encoder is a module of TorchSharp",
                    "set Training = new() { Engine = new TorchSharpEngine() }");
                return;
            }
        }
    }

    /// <summary>Faults of word vectors, if there are any: pieces of a tokenizer have none.</summary>
    public static void Inside(this OptionFaults faults, string name, WordVectorOptions? vectors, Tokenizer? tokenizer)
    {
        if (vectors is not null)
        {
            faults.Check(tokenizer is null, name, "given beside a Tokenizer", "null or options without a Tokenizer", "leave one of them out");
            faults.Inside(name, vectors.Validate);
        }
    }
}
