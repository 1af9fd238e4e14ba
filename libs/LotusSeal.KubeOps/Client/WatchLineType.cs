namespace LotusSeal.KubeOps.Client;

/// <summary>What a line of a watch tells.</summary>
internal enum WatchLineType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
