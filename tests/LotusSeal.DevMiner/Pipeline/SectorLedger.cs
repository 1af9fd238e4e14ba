using LotusSeal.Lotus.Json;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>The sectors of this miner, one file each; a change is on disk before it is seen.</summary>
public sealed class SectorLedger
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly ulong _miner;
    private readonly SortedDictionary<ulong, SectorRecord> _sectors = [];

    /// <summary>Opens the ledger in a folder, which is made when it is missing.</summary>
    /// <exception cref="InvalidDataException">A file is no sector record.</exception>
    public SectorLedger(string folder, ulong miner)
    {
        _folder = folder;
        _miner = miner;
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(folder, "s-t0*.json"))
        {
            SectorRecord record = LotusJson.Deserialize<SectorRecord>(File.ReadAllBytes(file))
                ?? throw new InvalidDataException($"{file} holds no sector record.");
            _sectors[record.Id.Number] = record;
        }
    }

    /// <summary>All sectors, in order of their numbers.</summary>
    public IReadOnlyList<SectorRecord> All()
    {
        lock (_gate) return [.. _sectors.Values];
    }

    /// <summary>A sector, or null.</summary>
    public SectorRecord? Find(ulong number)
    {
        lock (_gate) return _sectors.GetValueOrDefault(number);
    }

    /// <summary>Makes a sector with the next free number.</summary>
    public SectorRecord Create(RegisteredSealProof proof, IReadOnlyList<PieceSource> sources)
    {
        lock (_gate)
        {
            ulong number = _sectors.Count == 0 ? 0 : _sectors.Keys.Last() + 1;
            SectorRecord record = new(new SectorId(_miner, number), proof, SectorState.Empty, sources);
            Put(record);
            return record;
        }
    }

    /// <summary>Replaces a sector's record.</summary>
    public void Put(SectorRecord record)
    {
        lock (_gate)
        {
            AtomicFile.WriteAllBytes(Path.Combine(_folder, $"{record.Id}.json"), LotusJson.Serialize(record));
            _sectors[record.Id.Number] = record;
        }
    }
}
