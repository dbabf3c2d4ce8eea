using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using static System.FormattableString;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>What learning takes of memory as far as it is known before: what libtorch keeps of a batch is not.</summary>
internal sealed class TorchMemory(ParameterLayout layout, int threads) : ILearnerMemory
{
    public IReadOnlyList<LearnerPlan> Plans(int batchSize) => [new Plan(threads, layout.Length, layout.LearnedLength)];

    private sealed record Plan(int Threads, int Length, int LearnedLength) : LearnerPlan(Threads)
    {
        // Of what learns also gradients on the device, and which of the values decay.
        private const int Copies = 2;

        public override long Bytes => sizeof(float) * (Length + (long)Copies * LearnedLength);

        public override string Parts => Invariant($"{Bytes / ProcessMemory.Megabyte:F0} for the weights and gradients of libtorch");
    }
}
