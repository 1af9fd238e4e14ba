using System.Globalization;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tasks;

/// <summary>The work behind one accepted call. What it does to files is protocol spec 5.6.</summary>
internal abstract class SealTask
{
    /// <summary>Long task name.</summary>
    public abstract string TaskType { get; }

    /// <summary>The method that ends the call.</summary>
    public abstract ReturnKind Returns { get; }

    /// <summary>The sector of the call id; miner 0, number 0 for DataCid.</summary>
    public abstract SectorId Sector { get; }

    /// <summary>The key of the resource table, or null for work without a sector.</summary>
    public virtual RegisteredSealProof? ProofType => null;

    /// <summary>Throws when the parameters cannot be right; called before the call is accepted.</summary>
    /// <exception cref="Lotus.Rpc.RpcException">What is wrong.</exception>
    public virtual void Check() { }

    /// <summary>Does the work and returns the value of the Return method, null when it has none. Runs on a thread of its own.</summary>
    public abstract Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TaskTypes.ShortName(TaskType)} {Sector}");
}

/// <summary>Work on a sector of known proof type.</summary>
internal abstract class SectorTask(SectorRef sector) : SealTask
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
