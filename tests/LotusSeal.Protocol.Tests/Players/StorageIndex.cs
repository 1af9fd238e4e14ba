namespace LotusSeal.Protocol.Tests.Players;

/// <summary>The storage index of the played miner: enough of protocol spec 5.4 to give coherent answers. Safe for concurrent use.</summary>
internal sealed class StorageIndex
{
    /// <summary>Folder of each file type bit.</summary>
    public static IReadOnlyDictionary<int, string> Folders { get; } = new Dictionary<int, string>
    {
        [1] = "unsealed",
        [2] = "sealed",
        [4] = "cache",
        [8] = "update",
        [16] = "update-cache",
    };

    private readonly Lock _lock = new();
    private readonly List<StoragePathEntry> _paths = [];
    private readonly Dictionary<(string Sector, int Type), Dictionary<string, bool>> _holders = [];
    private readonly Dictionary<(int Types, string PathType), string[]> _offers = [];

    /// <summary>The known paths in the order of their attachment.</summary>
    public IReadOnlyList<StoragePathEntry> Paths
    {
        get { lock (_lock) return [.. _paths]; }
    }

    public void Attach(StoragePathEntry path)
    {
        lock (_lock)
        {
            int known = _paths.FindIndex(other => other.Id == path.Id);
            if (known >= 0) _paths[known] = path;
            else _paths.Add(path);
        }
    }

    public void Detach(string id)
    {
        lock (_lock) _paths.RemoveAll(path => path.Id == id);
    }

    public void Declare(string id, string sector, int types, bool primary)
    {
        lock (_lock)
        {
            foreach (int type in Split(types))
            {
                if (!_holders.TryGetValue((sector, type), out Dictionary<string, bool>? holders)) _holders[(sector, type)] = holders = [];
                holders[id] = primary || holders.GetValueOrDefault(id);
            }
        }
    }

    public void Drop(string id, string sector, int types)
    {
        lock (_lock)
        {
            foreach (int type in Split(types)) _holders.GetValueOrDefault((sector, type))?.Remove(id);
        }
    }

    /// <summary>The ids of the paths that hold a file.</summary>
    public IReadOnlyCollection<string> Holders(string sector, int type)
    {
        lock (_lock) return [.. _holders.GetValueOrDefault((sector, type))?.Keys ?? Enumerable.Empty<string>()];
    }

    /// <summary>Lets StorageBestAlloc offer these paths, as the recorded miner did.</summary>
    public void Offer(int types, string pathType, IEnumerable<string> pathIds)
    {
        lock (_lock) _offers[(types, pathType)] = [.. pathIds];
    }

    /// <summary>Forgets everything but the offers, like a miner that was restarted.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _paths.Clear();
            _holders.Clear();
        }
    }

    /// <summary>The JSON answer of StorageFindSector.</summary>
    public string FindJson(string sector, int types)
    {
        lock (_lock)
        {
            IEnumerable<string> items = Split(types).SelectMany(type => (_holders.GetValueOrDefault((sector, type)) ?? [])
                .Select(holder => (Path: _paths.Find(path => path.Id == holder.Key), Primary: holder.Value, Type: type)))
                .Where(item => item.Path is not null)
                .OrderBy(item => _paths.IndexOf(item.Path!))
                .Select(item => item.Path!.HolderJson(Folders[item.Type], sector, item.Primary));
            return $"[{string.Join(',', items)}]";
        }
    }

    /// <summary>The JSON answer of StorageBestAlloc, null when no path fits.</summary>
    public string? BestAllocJson(int types, string pathType)
    {
        lock (_lock)
        {
            IEnumerable<StoragePathEntry> fitting = _offers.TryGetValue((types, pathType), out string[]? offer)
                ? offer.Select(id => _paths.Find(path => path.Id == id)).OfType<StoragePathEntry>()
                : _paths.Where(path => pathType == "sealing" ? path.CanSeal : path.CanStore);
            string items = string.Join(',', fitting.Select(path => path.InfoJson));
            return items.Length == 0 ? null : $"[{items}]";
        }
    }

    /// <summary>The JSON answer of StorageList.</summary>
    public string ListJson()
    {
        lock (_lock)
        {
            IEnumerable<string> paths = _paths.Select(path =>
            {
                IEnumerable<string> sectors = _holders.Where(pair => pair.Value.ContainsKey(path.Id)).GroupBy(pair => pair.Key.Sector)
                    .Select(group => $"{{{SectorJson(group.Key)},\"SectorFileType\":{group.Sum(pair => pair.Key.Type)}}}");
                return $"\"{path.Id}\":[{string.Join(',', sectors)}]";
            });
            return $"{{{string.Join(',', paths)}}}";
        }
    }

    /// <summary>The single bits of a set of types.</summary>
    public static IEnumerable<int> Split(int types) => Folders.Keys.Where(type => (types & type) != 0);

    private static string SectorJson(string sector)
    {
        string[] parts = sector["s-t0".Length..].Split('-');
        return $"\"Miner\":{parts[0]},\"Number\":{parts[1]}";
    }
}
