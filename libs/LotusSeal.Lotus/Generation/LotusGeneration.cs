namespace LotusSeal.Lotus.Generation;

/// <summary>The two generations of the protocol.</summary>
public enum LotusGeneration
{
    /// <summary>lotus-worker and lotus-miner of today, miner API 1.5.</summary>
    Current,

    /// <summary>lotus-seal-worker and lotus-storage-miner v0.3.0, API 0.3.0.</summary>
    V0,
}
