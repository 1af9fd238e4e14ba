using System.Globalization;
using LotusSeal.Lotus.Json;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>The work behind one accepted call. What it does to files is protocol spec 5.6.</summary>
internal abstract class SealTask
{
    /// <summary>What is done, and how the call ends.</summary>
    public abstract TaskDefinition Definition { get; }

    /// <summary>The sector of the call id; miner 0, number 0 for DataCid.</summary>
    public abstract SectorId Sector { get; }

    /// <summary>The key of the resource table, or null for work without a sector.</summary>
    public virtual RegisteredSealProof? ProofType => null;

    /// <summary>Throws when the parameters cannot be right; called before the call is accepted.</summary>
    /// <exception cref="Lotus.Rpc.RpcException">What is wrong.</exception>
    public virtual void Check() { }

    /// <summary>Does the work; the result in its wire form, null when the Return method takes none.</summary>
    public abstract Task<RawJson?> RunToWireAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Definition.Type.ShortName} {Sector}");
}
