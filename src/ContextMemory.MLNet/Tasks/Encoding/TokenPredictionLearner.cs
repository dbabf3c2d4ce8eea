using System.Runtime.InteropServices;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>Forward, loss and backward of predicting tokens, and, where the model predicts them, the words of documents.</summary>
/// <param name="model">Has the layers.</param>
/// <param name="batch">What is learned from, or measured.</param>
internal sealed class TokenPredictionLearner(TokenPredictionModel model, TokenPredictionBatch batch) : ShardLearner
{
    private readonly List<int> _rows = [];
    private readonly List<int> _words = [];
    private Action<Matrix, Matrix>? _addOfTokens;
    private Pass? _pass;
    private Pass? _measuringPass;
    private float _scale;
    private double _tokenLoss;

    public override ExampleBatch Batch => batch;

    public override void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit) => batch.Documents.VisitCodes(model.Encoder.Table, visit);

    /// <summary>Bytes that the layers keep while the examples are measured.</summary>
    public long MeasureLayers(ReadOnlySpan<int> examples)
    {
        Measure(examples, seed: 0, group: 0);
        return _measuringPass!.Arena.MostUsed * sizeof(float);
    }

    /// <summary>The sum of the losses, without learning.</summary>
    public double Measure(ReadOnlySpan<int> examples, ulong seed, int group)
    {
        _measuringPass ??= new Pass(model.Weights);
        _measuringPass.StartMeasuring(seed, group);
        batch.Fill(examples, _measuringPass.Random);
        double documentLoss = model.ReadsDocuments ? DocumentLoss(_measuringPass, ForwardDocuments(_measuringPass), scale: 0) : 0;
        return documentLoss + ReadTokens(_measuringPass, scale: 0);
    }

    public override double Learn(Pass pass, float scale)
    {
        if (!model.ReadsDocuments)
        {
            return ReadTokens(pass, scale);
        }

        _pass = pass;
        _scale = scale;
        _tokenLoss = 0;
        Matrix logits = ForwardDocuments(pass);
        double documentLoss = DocumentLoss(pass, logits, scale);

        // The tokens' gradients are added where their vectors are at hand: in the backward pass.
        model.Encoder.Backward(pass, batch.Documents, model.DocumentsBackward(pass, logits), _addOfTokens ??= AddOfTokens);
        return documentLoss + _tokenLoss;
    }

    private Matrix ForwardDocuments(Pass pass) => model.DocumentLogits(pass, model.Encoder.Forward(pass, batch.Documents));

    /// <summary>Each document counts as much as its tokens that are predicted.</summary>
    private double DocumentLoss(Pass pass, Matrix logits, float scale)
    {
        double loss = 0;
        for (int document = 0; document < logits.Rows; document++)
        {
            int asked = batch.TargetsOf(document).Count(word => word >= 0);
            loss += CrossEntropy.SharedLossAndGradient(pass.Kernels, logits.Row(document), batch.WordsOf(document), asked, scale);
        }

        return loss;
    }

    private double ReadTokens(Pass pass, float scale)
    {
        // Each segment's loss is known when it has been read, so each is learned from before the next one.
        double loss = 0;
        Matrix memory = model.Encoder.CreateMemory(pass, batch.Documents);
        for (int round = 0; round < batch.Documents.Rounds; round++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Matrix output = model.Encoder.ReadSegments(pass, batch.Documents, round, memory);
            Matrix gradient = pass.Arena.AllocateCleared(pass.KeepsActivations ? output.Rows : 0, output.Columns);
            loss += ReadTokens(pass, output, gradient, scale);
            if (pass.KeepsActivations)
            {
                model.Encoder.BackwardSegments(pass, batch.Documents, gradient);
            }

            pass.Arena.Release(mark);
        }

        return loss;
    }

    private void AddOfTokens(Matrix output, Matrix gradient) => _tokenLoss += ReadTokens(_pass!, output, gradient, _scale);

    /// <summary>The loss of the tokens that are predicted among those of a round; their gradient is added where one is learned from.</summary>
    private double ReadTokens(Pass pass, Matrix output, Matrix gradient, float scale)
    {
        FindTargets();
        Matrix asked = pass.Arena.Allocate(_rows.Count, output.Columns);
        RowMoves.Gather(output, CollectionsMarshal.AsSpan(_rows), asked);
        Matrix logits = model.TokenLogits(pass, asked);
        double loss = CrossEntropy.LossAndGradient(pass.Kernels, logits, CollectionsMarshal.AsSpan(_words), scale);
        Matrix askedGradient = pass.KeepsActivations ? model.TokensBackward(pass, logits) : default;
        for (int i = 0; i < askedGradient.Rows; i++)
        {
            pass.Kernels.Add(askedGradient.Row(i), gradient.Row(_rows[i]));
        }

        return loss;
    }

    private void FindTargets()
    {
        _rows.Clear();
        _words.Clear();
        SequenceBatch sequences = batch.Documents.Sequences;
        for (int sequence = 0; sequence < sequences.Count; sequence++)
        {
            int[] targets = batch.TargetsOf(batch.Documents.Documents[sequence]);
            for (int i = 0; i < sequences.Length(sequence); i++)
            {
                int word = targets[sequences.Position(sequence) + i];
                if (word >= 0)
                {
                    _rows.Add(sequences.Offset(sequence) + i);
                    _words.Add(word);
                }
            }
        }
    }
}
