using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Flags that say which sector it is: shape, owner and number.</summary>
internal sealed class SectorFlags
{
    private readonly ShapeFlags _shape = new();
    private readonly TextSetting<ulong?> _miner = new("--miner", Values.Miner, null, "the miner's actor id", valueName: "N");
    private readonly TextSetting<Digest?> _proverId = new("--prover-id", Values.Digest, null,
        "32-byte prover id in place of --miner", valueName: "HEX");
    private readonly TextSetting<ulong?> _sector = new("--sector", Values.Number, null, "sector number", valueName: "N");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        _shape.AddTo(command);
        command.Add(_miner.Option);
        command.Add(_proverId.Option);
        command.Add(_sector.Option);
    }

    /// <summary>The state of a sector that is about to begin; null when no flag is given.</summary>
    /// <exception cref="UsageException">Some are given and others are missing.</exception>
    public OfflineSectorState? Read(ParseResult result, CommandContext context)
    {
        PoRepConfig? config = _shape.Read(result, context);
        ulong? miner = _miner.Value(result, context);
        Digest? prover = _proverId.Value(result, context);
        ulong? sector = _sector.Value(result, context);
        if (config is null && miner is null && prover is null && sector is null) return null;
        if (config is null) throw new UsageException("--proof-type is missing.");
        if (miner is not null && prover is not null) throw new UsageException("--prover-id: not together with --miner.");
        if (miner is null && prover is null) throw new UsageException("--miner is missing (or give --prover-id).");
        if (sector is null) throw new UsageException("--sector is missing.");
        return new OfflineSectorState
        {
            ProofType = config.RegisteredProof,
            SectorSize = config.SectorSize,
            PorepId = config.PoRepId,
            ApiVersion = config.ApiVersion,
            Feature = config.Feature,
            ProverId = prover ?? ProverId.FromMiner(miner!.Value),
            Sector = sector.Value,
        };
    }

    /// <summary>Refuses to go on with another sector in a folder that holds one.</summary>
    /// <exception cref="CommandException">Names the flag that differs.</exception>
    public static void RequireSame(string folder, OfflineSectorState begun, OfflineSectorState wanted)
    {
        Check("--proof-type", begun.ProofType?.ToString() ?? "none", wanted.ProofType?.ToString() ?? "none");
        Check("--sector-size", begun.SectorSize, wanted.SectorSize);
        Check("--porep-id", begun.PorepId, wanted.PorepId);
        Check("--api-version", begun.ApiVersion, wanted.ApiVersion);
        Check("--feature", begun.Feature, wanted.Feature);
        Check("--miner/--prover-id", begun.ProverId, wanted.ProverId);
        Check("--sector", begun.Sector, wanted.Sector);

        void Check<T>(string flag, T before, T now) where T : notnull => RequireSame(folder, flag, before, now);
    }

    /// <summary>Refuses to go on with another value than the one a folder was begun with.</summary>
    public static void RequireSame<T>(string folder, string flag, T before, T now) where T : notnull
    {
        if (!before.Equals(now)) throw new CommandException($"{flag}: '{folder}' was begun with {before}, not {now}; use another folder.");
    }
}
