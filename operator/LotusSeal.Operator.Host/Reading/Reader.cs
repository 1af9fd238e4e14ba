namespace LotusSeal.Operator.Host.Reading;

/// <summary>What the owner of a token may see.</summary>
/// <param name="Standing">Whether anything.</param>
internal sealed record Reader(ReaderStanding Standing)
{
    /// <summary>Namespaces whose pools may be seen; null for all.</summary>
    public IReadOnlySet<string>? Namespaces { get; init; }

    /// <summary>Namespaces with pools that nobody was asked about, as they are too many.</summary>
    public int NotAsked { get; init; }

    /// <summary>Whether pools of a namespace may be seen.</summary>
    public bool MaySee(string ns) => Standing == ReaderStanding.Sees && Namespaces?.Contains(ns) != false;
}
