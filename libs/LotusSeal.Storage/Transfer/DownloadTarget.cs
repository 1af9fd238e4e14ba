namespace LotusSeal.Storage;

/// <summary>What a download fills, and how much it may bring.</summary>
/// <param name="Place">File or folder to fill, in a <c>fetching</c> folder.</param>
/// <param name="IsFolder">An archive is expected and unpacked.</param>
/// <param name="MaxLength">Greatest length of a file in bytes.</param>
internal sealed record DownloadTarget(string Place, bool IsFolder, long MaxLength);
