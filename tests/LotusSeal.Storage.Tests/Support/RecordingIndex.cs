using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage.Tests;

/// <summary>An index that writes down every call in short form and can be told to fail.</summary>
public sealed class RecordingIndex(ISectorIndex inner) : ISectorIndex
{
    private readonly List<string> _calls = [];

    public Func<string, Exception?> Fail { get; set; } = _ => null;

    /// <summary>The calls since the last time this was read, health reports left out.</summary>
    public string[] TakeCalls(bool withHealth = false)
    {
        lock (_calls)
        {
            string[] calls = [.. _calls.Where(call => withHealth || !call.StartsWith("Health", StringComparison.Ordinal))];
            _calls.Clear();
            return calls;
        }
    }

    public Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken)
    {
        Note($"Attach {info.Id}");
        return inner.StorageAttachAsync(info, stat, cancellationToken);
    }

    public Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken)
    {
        Note($"Detach {id} {url}");
        return inner.StorageDetachAsync(id, url, cancellationToken);
    }

    public Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken)
    {
        Note($"Info {id}");
        return inner.StorageInfoAsync(id, cancellationToken);
    }

    public Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken)
    {
        Note($"Health {id}{(report.Err.Length > 0 ? " " + report.Err : "")}");
        return inner.StorageReportHealthAsync(id, report, cancellationToken);
    }

    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken)
    {
        Note($"Declare {id} {(int)type} {primary}");
        return inner.StorageDeclareSectorAsync(id, sector, type, primary, cancellationToken);
    }

    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken)
    {
        Note($"Drop {id} {(int)type}");
        return inner.StorageDropSectorAsync(id, sector, type, cancellationToken);
    }

    public Task<SectorStorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, ulong sectorSize, bool allowFetch,
        CancellationToken cancellationToken)
    {
        Note($"Find {(int)types} {sectorSize}");
        return inner.StorageFindSectorAsync(sector, types, sectorSize, allowFetch, cancellationToken);
    }

    public Task<StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, ulong sectorSize, PathType pathType, ulong miner,
        CancellationToken cancellationToken)
    {
        Note($"BestAlloc {(int)types} {sectorSize} {pathType}");
        return inner.StorageBestAllocAsync(types, sectorSize, pathType, miner, cancellationToken);
    }

    public Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken)
    {
        Note("List");
        return inner.StorageListAsync(cancellationToken);
    }

    private void Note(string call)
    {
        lock (_calls) _calls.Add(call);
        if (Fail(call) is { } failure) throw failure;
    }
}
