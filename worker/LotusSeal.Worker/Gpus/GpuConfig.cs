using LotusSeal.Primitives;

namespace LotusSeal.Worker.Gpus;

/// <summary>The shape of a sector, as it travels to another process.</summary>
internal sealed record GpuConfig(ulong Size, string PoRepId, ApiVersion ApiVersion, PoRepFeature Feature, RegisteredSealProof? Proof)
{
    /// <summary>The shape.</summary>
    /// <exception cref="SealingException">The digest is none.</exception>
    public PoRepConfig Config => new(Size, HexDigest.Read(PoRepId), ApiVersion, Feature, Proof);

    /// <summary>Takes a shape.</summary>
    public static GpuConfig Of(PoRepConfig config) =>
        new(config.SectorSize, config.PoRepId.ToString(), config.ApiVersion, config.Feature, config.RegisteredProof);
}
