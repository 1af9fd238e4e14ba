using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Work on a sector of known proof type.</summary>
internal abstract class SectorTask<TResult>(ResultDefinition<TResult> definition, SectorRef sector) : SealTask<TResult>(definition)
{
    /// <summary>The sector and its proof type.</summary>
    public SectorRef Ref { get; } = sector;

    /// <inheritdoc/>
    public sealed override SectorId Sector => Ref.Id;

    /// <inheritdoc/>
    public sealed override RegisteredSealProof? ProofType => Ref.ProofType;

    /// <summary>Graph, trees and challenges of the proof type.</summary>
    protected PoRepConfig Config => PoRepConfig.ForProof(Ref.ProofType);

    /// <summary>What goes into the replica id besides ticket and CommD.</summary>
    protected SealIdentity Identity => new(Config, ProverId.FromMiner(Ref.Id.Miner), Ref.Id.Number);

    /// <inheritdoc/>
    public override void Check() => TaskInput.Sector(Ref);
}
