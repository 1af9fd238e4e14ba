using System.CommandLine;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>The flags that choose tasks (protocol spec 1.2).</summary>
internal sealed class TaskSettings
{
    private readonly SwitchSetting _addPiece = Task("--addpiece", true, "add pieces", "LOTUS_WORKER_ADDPIECE");
    private readonly SwitchSetting _preCommit1 = Task("--precommit1", true, "PreCommit1", "LOTUS_WORKER_PRECOMMIT1");
    private readonly SwitchSetting _unseal = Task("--unseal", true, "unseal", "LOTUS_WORKER_UNSEAL");
    private readonly SwitchSetting _preCommit2 = Task("--precommit2", true, "PreCommit2", "LOTUS_WORKER_PRECOMMIT2");
    private readonly SwitchSetting _commit = Task("--commit", true, "Commit2 (not available yet)", "LOTUS_WORKER_COMMIT");
    private readonly SwitchSetting _replicaUpdate = Task("--replica-update", true, "replica update (not available yet)",
        "LOTUS_WORKER_REPLICA_UPDATE");
    private readonly SwitchSetting _proveReplicaUpdate2 = Task("--prove-replica-update2", true, "prove replica update 2 (not available yet)",
        "LOTUS_WORKER_PROVE_REPLICA_UPDATE2");
    private readonly SwitchSetting _regenSectorKey = Task("--regen-sector-key", true, "regenerate sector keys (not available yet)",
        "LOTUS_WORKER_REGEN_SECTOR_KEY");
    private readonly SwitchSetting _sectorDownload = Task("--sector-download", false, "download external sector data",
        "LOTUS_WORKER_SECTOR_DOWNLOAD");
    private readonly SwitchSetting _windowPoSt = Task("--windowpost", false, "window PoSt (not available yet)", "LOTUS_WORKER_WINDOWPOST");
    private readonly SwitchSetting _winningPoSt = Task("--winningpost", false, "winning PoSt (not available yet)", "LOTUS_WORKER_WINNINGPOST");
    private readonly SwitchSetting _noDefault = Task("--no-default", false, "no compute tasks but those that are switched on explicitly",
        "LOTUS_WORKER_NO_DEFAULT");
    private readonly SwitchSetting _dataCid = new("--data-cid", false, "data CIDs (default: as --addpiece)");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (SwitchSetting setting in new[]
        {
            _addPiece, _preCommit1, _unseal, _preCommit2, _commit, _replicaUpdate, _proveReplicaUpdate2, _regenSectorKey, _sectorDownload,
            _windowPoSt, _winningPoSt, _noDefault, _dataCid,
        })
        {
            command.Add(setting.Option);
        }
    }

    /// <summary>Reads the flags.</summary>
    public TaskFlags Read(ParseResult result, CommandContext context) => new()
    {
        WindowPoSt = _windowPoSt.Value(result, context),
        WinningPoSt = _winningPoSt.Value(result, context),
        NoDefault = _noDefault.Value(result, context),
        AddPiece = _addPiece.Read(result, context),
        SectorDownload = _sectorDownload.Read(result, context),
        PreCommit1 = _preCommit1.Read(result, context),
        Unseal = _unseal.Read(result, context),
        PreCommit2 = _preCommit2.Read(result, context),
        Commit = _commit.Read(result, context),
        ReplicaUpdate = _replicaUpdate.Read(result, context),
        ProveReplicaUpdate2 = _proveReplicaUpdate2.Read(result, context),
        RegenSectorKey = _regenSectorKey.Read(result, context),
        DataCid = _dataCid.Read(result, context),
    };

    private static SwitchSetting Task(string name, bool defaultValue, string description, string variable) =>
        new(name, defaultValue, description, [variable]);
}
