namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>The tokens with the largest weights, by their size; of equal ones those that were offered first.</summary>
internal sealed class TopTokens(int count)
{
    private readonly List<(int Token, double Weight)> _best = [];

    /// <summary>Takes a token if it is one of the best so far. One without a weight is none.</summary>
    public void Offer(int token, double weight)
    {
        double size = Math.Abs(weight);
        if (size == 0 || (_best.Count == count && size <= Math.Abs(_best[^1].Weight)))
        {
            return;
        }

        int place = _best.Count;
        while (place > 0 && Math.Abs(_best[place - 1].Weight) < size)
        {
            place--;
        }

        _best.Insert(place, (token, weight));
        if (_best.Count > count)
        {
            _best.RemoveAt(count);
        }
    }

    public TokenWeight[] Finish(TokenTexts texts) => [.. _best.Select(best => texts.Weigh(best.Token, best.Weight))];
}
