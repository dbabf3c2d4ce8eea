using System.IO.Compression;

namespace ContextMemory.MLNet.Cli.Models;

/// <summary>
/// Takes the times out of a zip archive: ML.NET stamps the entries of a model with the time of saving, so that no two files of the
/// same model would be the same.
/// </summary>
internal static class ZipTimes
{
    // The earliest that the format can hold.
    private static readonly DateTimeOffset Fixed = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Clear(Stream zip)
    {
        using var archive = new ZipArchive(zip, ZipArchiveMode.Update, leaveOpen: true);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            entry.LastWriteTime = Fixed;
        }
    }
}
