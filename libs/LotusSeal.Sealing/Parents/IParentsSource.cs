namespace LotusSeal.Sealing.Parents;

/// <summary>Delivers parents of node ranges, from a file or from the graph. Called from several threads.</summary>
internal unsafe interface IParentsSource : IDisposable
{
    /// <summary>Threads worth spending on <see cref="Fill"/>.</summary>
    int Threads { get; }

    /// <summary>Writes count · 14 parents.</summary>
    void Fill(uint firstNode, int count, uint* parents);
}
