using System.Text.Json;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Storage;

namespace LotusSeal.DevMiner.Index;

/// <summary>
/// The miner's side of the storage index (protocol spec 5.4, M22): which path holds which sector files, and where new ones may go.
/// </summary>
public sealed class MinerSectorIndex : ISectorIndex
{
    /// <summary>A path whose last health report is older is not offered for new files.</summary>
    public static readonly TimeSpan HeartbeatLimit = TimeSpan.FromSeconds(50);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Entry> _paths = [];
    private readonly Dictionary<(SectorId Sector, SectorFileType Type), Dictionary<string, bool>> _holders = [];

    /// <summary>An empty index.</summary>
    public MinerSectorIndex(TimeProvider time) => _time = time;

    /// <summary>Ids of the attached paths.</summary>
    public IReadOnlyList<string> PathIds
    {
        get
        {
            lock (_gate) return [.. _paths.Keys];
        }
    }

    /// <inheritdoc/>
    public Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(info);
        foreach (string url in info.Urls ?? [])
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out _)) throw new StorageException($"failed to parse url '{url}' of storage path {info.Id}.");
        }

        StorageInfo valid = info with { AllowTypes = ValidTypes(info.AllowTypes), DenyTypes = ValidTypes(info.DenyTypes) };
        lock (_gate)
        {
            // The heartbeat of a known path stays as old as it is: only reports refresh it (protocol spec M22).
            if (_paths.TryGetValue(info.Id, out Entry? known))
                known.Info = valid with { Urls = [.. (known.Info.Urls ?? []).Union(info.Urls ?? [])] };
            else
                _paths[info.Id] = new Entry { Info = valid, Stat = stat, LastHeartbeat = _time.GetUtcNow(), Error = "" };
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_paths.TryGetValue(id, out Entry? entry)) throw new StorageException($"storage '{id}' isn't registered");
            string[] urls = entry.Info.Urls ?? [];
            if (urls.Length > 1)
            {
                entry.Info = entry.Info with { Urls = [.. urls.Where(known => known != url)] };
                return Task.CompletedTask;
            }

            if (!urls.Contains(url))
                throw new StorageException($"not dropping path {id}, requested and index urls don't match ('{url}', '{urls.FirstOrDefault()}')");
            _paths.Remove(id);
            foreach (((SectorId, SectorFileType) key, Dictionary<string, bool> holders) in _holders.ToArray())
            {
                if (holders.Remove(id) && holders.Count == 0) _holders.Remove(key);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(Known(id).Info);
    }

    /// <inheritdoc/>
    public Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_gate)
        {
            if (!_paths.TryGetValue(id, out Entry? entry)) throw new StorageException($"health report for unknown storage: {id}");
            entry.Stat = report.Stat;
            entry.Error = report.Err ?? "";
            entry.LastHeartbeat = _time.GetUtcNow();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (SectorFileType single in type.Each()) Declare(id, sector, single, primary);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (SectorFileType single in type.Each())
            {
                if (_holders.TryGetValue((sector, single), out Dictionary<string, bool>? holders) && holders.Remove(id) && holders.Count == 0)
                    _holders.Remove((sector, single));
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SectorStorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, ulong sectorSize, bool allowFetch,
        CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            List<SectorStorageInfo> found = [];
            Dictionary<string, (int Types, bool Primary)> holders = HoldersOf(sector, types);
            foreach ((string id, (int count, bool primary)) in holders)
            {
                StorageInfo info = _paths[id].Info;
                found.Add(Describe(info, sector, types, info.Weight * (ulong)count, primary));
            }

            if (allowFetch)
                found.AddRange(FetchTargets(sector, types, sectorSize, holders.Keys).Select(info => Describe(info, sector, types, 0, false)));
            return Task.FromResult<SectorStorageInfo[]?>([.. found]);
        }
    }

    /// <inheritdoc/>
    public Task<StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, ulong sectorSize, PathType pathType, ulong miner,
        CancellationToken cancellationToken)
    {
        ulong needed = SpaceNeeds.Bytes(types, sectorSize, pathType);
        lock (_gate)
        {
            StorageInfo[] paths =
            [
                .. _paths.Values
                    .Where(entry => pathType == PathType.Sealing ? entry.Info.CanSeal : entry.Info.CanStore)
                    .Where(entry => PathFilters.AllowsMiner(miner, entry.Info.AllowMiners, entry.Info.DenyMiners))
                    .Where(entry => HasSpace(entry, needed) && IsHealthy(entry))
                    .OrderByDescending(entry => (UInt128)entry.Stat.Available * entry.Info.Weight)
                    .Select(entry => entry.Info),
            ];
            return paths.Length > 0 ? Task.FromResult<StorageInfo[]?>(paths) : throw new StorageException("no good path found");
        }
    }

    /// <inheritdoc/>
    public Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Dictionary<string, SectorDeclaration[]> list = _paths.Keys.ToDictionary(id => id, _ => Array.Empty<SectorDeclaration>());
            var byPath = _holders.SelectMany(pair => pair.Value.Keys, (pair, id) => (id, pair.Key.Sector, pair.Key.Type)).GroupBy(row => row.id);
            foreach (var group in byPath)
            {
                list[group.Key] =
                [
                    .. group.GroupBy(row => row.Sector).OrderBy(rows => rows.Key.Miner).ThenBy(rows => rows.Key.Number)
                        .Select(rows => new SectorDeclaration(rows.Key.Miner, rows.Key.Number,
                            rows.Aggregate(SectorFileType.None, (all, row) => all | row.Type))),
                ];
            }

            return Task.FromResult<Dictionary<string, SectorDeclaration[]>?>(list);
        }
    }

    /// <summary>Time since the last health report and its error, per path id.</summary>
    public IReadOnlyDictionary<string, (TimeSpan Age, string Error, FsStat Stat)> Health()
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            return _paths.ToDictionary(pair => pair.Key, pair => (now - pair.Value.LastHeartbeat, pair.Value.Error, pair.Value.Stat));
        }
    }

    /// <summary>Writes the whole state to a JSON file, atomically.</summary>
    public void Save(string file)
    {
        State state;
        lock (_gate)
        {
            state = new State(
                [.. _paths.Values.Select(entry => new SavedPath(entry.Info, entry.Stat, entry.LastHeartbeat, entry.Error))],
                [.. _holders.SelectMany(pair => pair.Value, (pair, holder) =>
                new SavedFile(holder.Key, pair.Key.Sector.Miner, pair.Key.Sector.Number, pair.Key.Type, holder.Value))]);
        }

        AtomicFile.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(state, IndexJsonContext.Default.State));
    }

    /// <summary>Replaces the state by that of a file which <see cref="Save"/> wrote; a missing file leaves an empty index.</summary>
    /// <exception cref="StorageException">The file is no saved index.</exception>
    public void Load(string file)
    {
        State? state;
        try
        {
            state = File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), IndexJsonContext.Default.State) : null;
        }
        catch (JsonException e)
        {
            throw new StorageException($"{file} is no saved storage index: {e.Message}", e);
        }

        lock (_gate)
        {
            _paths.Clear();
            _holders.Clear();
            foreach (SavedPath path in state?.Paths ?? [])
                _paths[path.Info.Id] = new Entry { Info = path.Info, Stat = path.Stat, LastHeartbeat = path.LastHeartbeat, Error = path.Error };
            foreach (SavedFile saved in state?.Files ?? []) Declare(saved.PathId, new SectorId(saved.Miner, saved.Number), saved.Type, saved.Primary);
        }
    }

    private static SectorStorageInfo Describe(StorageInfo info, SectorId sector, SectorFileType types, ulong weight, bool primary)
    {
        // For a set of types the last part means nothing; callers use the base URLs then (protocol spec 5.4).
        SectorFileType[] singles = [.. types.Each()];
        string folder = singles.Length == 1 ? singles[0].FolderName() : "unknown";
        string[] bases = info.Urls ?? [];
        return new SectorStorageInfo(info.Id, [.. bases.Select(url => $"{url.TrimEnd('/')}/{folder}/{sector}")], bases, weight, info.CanSeal,
            info.CanStore, primary,
            info.AllowTypes ?? [], info.DenyTypes ?? [], info.AllowMiners, info.DenyMiners);
    }

    private static bool HasSpace(Entry entry, ulong needed) => entry.Stat.Available >= 0 && (ulong)entry.Stat.Available >= needed;

    private IEnumerable<StorageInfo> FetchTargets(SectorId sector, SectorFileType types, ulong sectorSize, IReadOnlyCollection<string> holders)
    {
        ulong needed = SpaceNeeds.Bytes(types, sectorSize, PathType.Sealing);
        bool open = holders.Any(id => _paths[id].Info.AllowTo is not { Length: > 0 });
        HashSet<string> groups = [.. holders.SelectMany(id => _paths[id].Info.AllowTo ?? [])];
        return _paths.Values
            .Where(entry => entry.Info.CanSeal && HasSpace(entry, needed) && IsHealthy(entry) && !holders.Contains(entry.Info.Id))
            .Where(entry => PathFilters.AllowsMiner(sector.Miner, entry.Info.AllowMiners, entry.Info.DenyMiners))
            .Where(entry => types.Each().Any(type => PathFilters.AllowsType(type, entry.Info.AllowTypes, entry.Info.DenyTypes)))
            .Where(entry => open || (entry.Info.Groups ?? []).Any(groups.Contains))
            .Select(entry => entry.Info);
    }

    private Dictionary<string, (int Types, bool Primary)> HoldersOf(SectorId sector, SectorFileType types)
    {
        Dictionary<string, (int Types, bool Primary)> holders = [];
        foreach (SectorFileType type in types.Each())
        {
            if (!_holders.TryGetValue((sector, type), out Dictionary<string, bool>? ids)) continue;
            foreach ((string id, bool primary) in ids.Where(pair => _paths.ContainsKey(pair.Key)))
            {
                (int count, bool any) = holders.GetValueOrDefault(id);
                holders[id] = (count + 1, any || primary);
            }
        }

        return holders;
    }

    private void Declare(string id, SectorId sector, SectorFileType type, bool primary)
    {
        if (!_holders.TryGetValue((sector, type), out Dictionary<string, bool>? holders)) _holders[(sector, type)] = holders = [];
        holders[id] = primary || holders.GetValueOrDefault(id);
    }

    /// <summary>The entries that name a type; others are dropped on attach.</summary>
    private static string[] ValidTypes(string[]? names) =>
        names is null ? [] : [.. names.Where(name => SectorFileTypes.TryParseFolder(name, out _))];

    private Entry Known(string id) => _paths.TryGetValue(id, out Entry? entry) ? entry : throw new StorageException("sector store not found");

    private bool IsHealthy(Entry entry) => entry.Error.Length == 0 && _time.GetUtcNow() - entry.LastHeartbeat <= HeartbeatLimit;

    private sealed class Entry
    {
        public required StorageInfo Info { get; set; }
        public required FsStat Stat { get; set; }
        public required DateTimeOffset LastHeartbeat { get; set; }
        public required string Error { get; set; }
    }

    internal sealed record State(SavedPath[] Paths, SavedFile[] Files);
    internal sealed record SavedPath(StorageInfo Info, FsStat Stat, DateTimeOffset LastHeartbeat, string Error);
    internal sealed record SavedFile(string PathId, ulong Miner, ulong Number, SectorFileType Type, bool Primary);
}
