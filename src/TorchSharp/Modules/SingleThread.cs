using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Modules;

/// <summary>
/// Lets libtorch compute on one thread while anybody is within: with several, sums are rounded otherwise. The number of threads is one for the whole process,
/// so the first who comes sets it, and the last who goes sets it back.
/// </summary>
internal static class SingleThread
{
    private static readonly Lock Gate = new();
    private static int _within;
    private static int _before;

    public static void Enter()
    {
        lock (Gate)
        {
            if (_within++ == 0)
            {
                _before = get_num_threads();
                set_num_threads(1);
            }
        }
    }

    public static void Leave()
    {
        lock (Gate)
        {
            if (--_within == 0)
            {
                set_num_threads(_before);
            }
        }
    }
}
