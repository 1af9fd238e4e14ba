using System.Globalization;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
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

    /// <summary>Number of the partition of a window proof, which is of many sectors; null for work on one.</summary>
    public virtual int? Partition => null;

    /// <summary>The key of the resource table, or null for work without a sector.</summary>
    public virtual RegisteredSealProof? ProofType => null;

    /// <summary>Throws when the parameters cannot be right; called before the call is accepted.</summary>
    /// <exception cref="Lotus.Rpc.RpcException">What is wrong.</exception>
    public virtual void Check() { }

    /// <summary>The files of the sector that the work writes: tasks that share one run one after the other.</summary>
    public virtual SectorFileType Writes => SectorFileType.None;

    /// <summary>The files whose removal for good ends the work: what it makes or needs is gone, and it would only bring parts of it back.</summary>
    public virtual SectorFileType EndsWithout => Writes;

    /// <summary>What the work keeps for a repeat when it is cut, before the miner has heard of it.</summary>
    public virtual SectorFileType LeavesUndeclared => SectorFileType.None;

    /// <summary>All parameters in a form that can be compared: equal calls share one run. Null when no two calls are equal.</summary>
    public virtual string? Parameters => null;

    /// <summary>Whether earlier work over the same files is to be given up for this one: the same kind with other parameters.</summary>
    public virtual bool Supersedes(SealTask older) =>
        ReferenceEquals(older.Definition, Definition) && (Parameters is null || older.Parameters != Parameters);

    /// <summary>Called instead of the work when it is never begun; gives back what the parameters hold.</summary>
    public virtual void Abandon() { }

    /// <summary>Does the work; the result in its wire form, null when the Return method takes none.</summary>
    public abstract Task<RawJson?> RunToWireAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Definition.Type.ShortName} {Sector}");
}
