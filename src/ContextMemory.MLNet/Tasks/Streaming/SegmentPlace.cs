namespace ContextMemory.MLNet.Tasks.Streaming;

/// <summary>Where a segment of a document of any length stands.</summary>
internal static class SegmentPlace
{
    // Where a document is so long that its places are no integers any more, they begin again; after a whole number of segments.
    private const long MostPlaces = 1 << 30;

    /// <param name="tokensBefore">Tokens of the document before the segment.</param>
    /// <param name="segmentLength">Tokens of all segments but the last.</param>
    public static int Of(long tokensBefore, int segmentLength) => (int)(tokensBefore % (MostPlaces / segmentLength * segmentLength));
}
