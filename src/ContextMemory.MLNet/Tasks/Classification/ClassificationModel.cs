using ContextMemory.MLNet.Encoders;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>From text to the probability of each class: encoder, dropout, linear, softmax.</summary>
internal sealed class ClassificationModel : TextModel
{
    private readonly Dropout _dropout;
    private readonly Linear _head;

    public ClassificationModel(TokenCoder coder, EncoderOptions options, int classes, Kernels kernels)
        : base(coder, options, kernels)
    {
        ClassCount = classes;
        _dropout = new Dropout(options.Dropout);
        _head = new Linear(Layout, "head", Encoder.OutputSize, classes);
    }

    public int ClassCount { get; }

    public override int ResultSize => ClassCount;

    public override Matrix Forward(Pass pass, DocumentBatch documents)
    {
        Matrix probabilities = Logits(pass, documents);
        for (int row = 0; row < probabilities.Rows; row++)
        {
            pass.Kernels.Softmax(probabilities.Row(row));
        }

        return probabilities;
    }

    public Matrix Logits(Pass pass, DocumentBatch documents)
    {
        Matrix vectors = Encoder.Forward(pass, documents);
        pass.StartStream(int.MaxValue);
        return _head.Forward(pass, _dropout.Forward(pass, vectors));
    }

    public void Backward(Pass pass, DocumentBatch documents, Matrix logitGradient)
    {
        Matrix vectorGradient = _dropout.Backward(pass, _head.Backward(pass, logitGradient));
        Encoder.Backward(pass, documents, vectorGradient);
    }
}
