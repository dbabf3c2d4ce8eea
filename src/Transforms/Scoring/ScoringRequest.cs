namespace ContextMemory.MLNet.Scoring;

/// <summary>A text and the result that its caller waits for. Continuations never run on the thread that scores.</summary>
internal sealed class ScoringRequest<TResult>(string text) : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Text { get; } = text;
}
