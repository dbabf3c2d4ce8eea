namespace FromMicrosoftMLTorchSharp;

/// <summary>What does not follow from a measurement, of Microsoft.ML.TorchSharp 0.23.1 and of ContextMemory.MLNet.</summary>
internal static class Facts
{
    private static readonly (string What, string Theirs, string Ours)[] Rows =
    [
        ("length of a text", "512 tokens, the rest is cut off", "any, read whole"),
        ("starts from", "NAS-BERT, pretrained on English", "nothing, or word vectors"),
        ("download at Fit", "the model, where it is not there", "none"),
        ("native libraries", "libtorch", "none"),
        ("GPU", "CUDA", "CUDA, with the TorchSharp engine"),
        ("Transform", "a forward pass for each row", "rows in batches"),
        ("validation set", "accuracy of its last batch is logged", "chooses the best epoch, stops early"),
        ("score of a class", "logit", "calibrated probability"),
        ("continue a model", "no", "classifiers: ContinueFrom"),
        ("resume a training", "no", "CheckpointPath"),
        ("label of a text", "key", "key, Boolean or a set of labels"),
        ("pairs of texts", "classified and graded", "no; compared by their vectors"),
        ("entities learned", "from a label a word", "from places in the text, or tags"),
        ("entities found", "a label a word", "text, type, place, probability"),
    ];

    public static void Print()
    {
        Console.WriteLine($"{"What differs",-20} {"Microsoft.ML.TorchSharp",-37} ContextMemory.MLNet");
        foreach ((string what, string theirs, string ours) in Rows)
        {
            Console.WriteLine($"  {what,-18} {theirs,-37} {ours}");
        }
    }
}
