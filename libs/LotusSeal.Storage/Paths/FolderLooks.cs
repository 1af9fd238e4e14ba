namespace LotusSeal.Storage;

/// <summary>Looks at a folder that is not open: first at its descriptor, where a hung mount shows soon, then at all its names.</summary>
internal sealed class FolderLooks(string root, SpaceSources sources)
{
    private readonly DiskLook<StorageDescriptor?> _describing =
        new($"storage path {root}", () => StorageDescriptor.TryRead(root), sources.Deadline, sources.Time);

    private readonly DiskLook<PathListing> _opening =
        new($"storage path {root}", () => PathListing.Open(root), sources.ListingDeadline, sources.Time);

    /// <summary>True while a thread is in one of them.</summary>
    public bool AreRunning => _describing.IsRunning || _opening.IsRunning;

    /// <summary>Its descriptor, null when that makes no sense.</summary>
    /// <exception cref="StorageException">It is away, or its disk does not answer.</exception>
    public Task<StorageDescriptor?> DescribeAsync(CancellationToken cancellationToken) => _describing.JoinAsync(cancellationToken);

    /// <summary>What is in it, ready to be opened.</summary>
    /// <exception cref="StorageException">It is away, its descriptor makes no sense, or its disk does not answer.</exception>
    public async Task<PathListing> OpenAsync(CancellationToken cancellationToken)
    {
        await DescribeAsync(cancellationToken);
        return await _opening.JoinAsync(cancellationToken);
    }
}
