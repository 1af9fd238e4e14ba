namespace LotusSeal.Sealing.Parents;

/// <summary>Delivers parents of node ranges, from a file or from the graph. Called from several threads.</summary>
internal interface IParentsSource : IDisposable
{
    /// <summary>Threads worth spending on <see cref="Fill"/>.</summary>
    int Threads { get; }

    /// <summary>Writes 14 parents of each node from <paramref name="firstNode"/>.</summary>
    void Fill(uint firstNode, Span<uint> parents);
}
