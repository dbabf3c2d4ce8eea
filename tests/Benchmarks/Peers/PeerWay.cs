namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>One way in which a peer can do the work of a <see cref="Speed.Workload"/>, with the same weights and the same batches.</summary>
internal abstract class PeerWay : IDisposable
{
    /// <summary>What the way says about a batch, [documents x classes], by the code that is measured.</summary>
    /// <param name="batch">Its number.</param>
    public abstract float[] LogitsOf(int batch);

    /// <summary>One step of training, or one batch scored.</summary>
    /// <param name="batch">Its number.</param>
    public abstract void Step(int batch);

    public abstract void Dispose();
}
