namespace LotusSeal.Sealing.Files;

/// <summary>A file that becomes a replica.</summary>
internal interface IReplicaFile : IDisposable
{
    /// <summary>The name that it has, or gets.</summary>
    string Path { get; }

    /// <summary>Writes bytes at a place; from several threads.</summary>
    /// <exception cref="IOException">The disk is full, or refuses; the message names the file.</exception>
    void Write(ReadOnlySpan<byte> content, long offset);

    /// <summary>Makes what was written durable, before another file says that it is there.</summary>
    void Settle();

    /// <summary>The replica is whole, and so is what belongs to it: from now on it is there for all.</summary>
    void Commit();
}
