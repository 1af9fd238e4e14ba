using LotusSeal.Lotus.Types;
using LotusSeal.Storage;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Warns while tasks are offered that need a path that can seal, and there is none: the miner then passes this worker over without a word.
/// </summary>
internal sealed class SealingPathWatch(ISectorStore store, TaskTypeSet offered, ILogger logger)
{
    private static readonly string[] Needing = [TaskTypes.AddPiece, TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.Unseal];
    private bool _told;

    /// <summary>Looks; each change is logged once.</summary>
    public void Look()
    {
        string[] idle = store.HasSealingPath ? [] : [.. Needing.Where(offered.Contains)];
        if (idle.Length > 0 == _told) return;
        _told = idle.Length > 0;
        if (_told) logger.NoSealingPath(string.Join(' ', idle.Select(TaskTypes.ShortName)));
        else logger.SealingPathThere();
    }
}
