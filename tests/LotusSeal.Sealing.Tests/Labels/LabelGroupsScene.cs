using System.Collections.Concurrent;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>Sectors without files that share loops, over a backend that tells who is labelled together and can be held.</summary>
public abstract class LabelGroupsScene : IDisposable
{
    private protected static readonly PoRepConfig Config = Shape(1024), Small = Shape(512);

    private readonly SemaphoreSlim _mayLabel = new(0);
    private volatile bool _isHeld;

    private protected LabelGroupsScene() => Backend.LabellingTogether = chains =>
    {
        Loops.Enqueue([.. chains.Select(chain => chain.LayerNumber)]);
        if (_isHeld) Assert.True(_mayLabel.Wait(Patience.Limit));
    };

    public void Dispose()
    {
        Sectors.ForEach(sector => sector.Dispose());
        _mayLabel.Dispose();
    }

    private protected FaultyBackend Backend { get; } = new();

    private protected List<LabelledSector> Sectors { get; } = [];

    private protected ConcurrentQueue<string> Notes { get; } = [];

    /// <summary>The layers of each block, one for each sector that is labelled together.</summary>
    private protected ConcurrentQueue<uint[]> Loops { get; } = [];

    private protected void Hold() => _isHeld = true;

    private protected void Release()
    {
        _isHeld = false;
        _mayLabel.Release(100);
    }

    private protected LabelGroups New(int loops, int width = 2, TimeSpan? patience = null, ILabelCores? cores = null, Action<string>? note = null,
        Func<LabelBackend, int>? measure = null)
    {
        SealingOptions options = new()
        {
            LabelLoops = loops,
            LabelWidth = measure is null ? width : null,
            LabelCores = cores,
            PartnerPatience = patience ?? Patience.Limit,
            Note = note ?? Notes.Enqueue,
        };
        return new LabelGroups(options, new LabelWidths(options, measure));
    }

    private protected LabelledSector Join(LabelGroups groups, PoRepConfig? config = null, string? parentsFolder = null)
    {
        LabelledSector sector = new(groups, Backend, (byte)(Sectors.Count + 1), config ?? Config, parentsFolder);
        Sectors.Add(sector);
        return sector;
    }

    private static PoRepConfig Shape(ulong nodes) =>
        PoRepConfig.ForShape(nodes * Digest.Size, new Digest([.. Enumerable.Repeat((byte)5, Digest.Size)]), ApiVersion.V1_1_0);
}
