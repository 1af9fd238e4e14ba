using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A sector of two layers among others that are labelled, without files.</summary>
internal sealed class LabelledSector : IDisposable
{
    private const int Layers = 2;
    private readonly PoRepConfig _config;
    private readonly Digest _replicaId;
    private readonly LayerLabels?[] _layers = new LayerLabels?[Layers];

    public LabelledSector(LabelGroups groups, SealingBackend backend, byte number, PoRepConfig config, string? parentsFolder = null)
    {
        (_config, _replicaId) = (config, new Digest([.. Enumerable.Repeat(number, Digest.Size)]));
        ParentsCache parents = new(new SealingOptions { Threads = 2, ParentsCacheDirectory = parentsFolder });
        Seat = groups.Join(backend.Graph!, SectorGraph.SeedsOf(config), backend.Labels!, parents, _replicaId, $"s-{number}", $"SDR s-{number}");
    }

    public LabelSeat Seat { get; }

    /// <summary>True while a layer waits for a loop, or is in one.</summary>
    public bool IsOnItsWay => Seat.Part is not null;

    /// <summary>Labels a layer, 1 or 2, on a thread of its own.</summary>
    public Task LabelAsync(int layer, Action<ulong>? labelled = null, CancellationToken token = default, ulong first = 0) =>
        Task.Factory.StartNew(() => Label(layer, first, labelled, token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    /// <summary>Waits until a layer is on its way.</summary>
    public Task WaitForLoopAsync() => Patience.UntilAsync("a layer waits", () => IsOnItsWay);

    /// <summary>The layers are those of this sector alone.</summary>
    public void AssertIsLabelled(int layers = Layers)
    {
        ManagedSealingBackend managed = new();
        using OpenGraph graph = managed.Graph!.Open(SectorGraph.SeedsOf(_config));
        LayerLabeller alone = new(managed.Labels!, new ParentsCache(new SealingOptions { Threads = 2 }), graph, _replicaId);
        using LayerMemory first = LayerMemory.Allocate(_config.SectorSize), second = LayerMemory.Allocate(_config.SectorSize);
        alone.Label(1, _config.Nodes, first, null, (_, _) => { }, SealedSector.Token);
        Assert.Equal(first.Slice(0, (int)first.Length), LabelsOf(1));
        if (layers == 1) return;
        alone.Label(2, _config.Nodes, second, first, (_, _) => { }, SealedSector.Token);
        Assert.Equal(second.Slice(0, (int)first.Length), LabelsOf(2));
    }

    public void Dispose()
    {
        Seat.Dispose();
        foreach (LayerLabels? layer in _layers) layer?.Dispose();
    }

    private ReadOnlySpan<byte> LabelsOf(int layer, ulong nodes = 0)
    {
        byte[] room = [];
        return _layers[layer - 1]!.Read(0, (int)(nodes > 0 ? nodes : _config.Nodes) * Digest.Size, ref room);
    }

    private void Label(int layer, ulong first, Action<ulong>? labelled, CancellationToken token)
    {
        ulong told = first;
        using (ILayerLabelling labelling = Begin(layer, first, token))
        {
            _layers[layer - 1]?.Dispose();
            _layers[layer - 1] = labelling.Labels;
            labelling.Run((nodes, finished) =>
            {
                told += (ulong)nodes;
                Assert.Equal(told, finished);
                labelled?.Invoke(finished);
            });
        }
        Assert.Equal(_config.Nodes, told);
    }

    private ILayerLabelling Begin(int layer, ulong first, CancellationToken token)
    {
        LayerMemory memory = LayerMemory.Allocate(_config.SectorSize, cancellationToken: CancellationToken.None);
        try
        {
            if (first > 0 && _layers[layer - 1] is not null) LabelsOf(layer, first).CopyTo(memory.Slice(0, (int)first * Digest.Size));
            return Seat.Begin(layer, first, _config.Nodes, memory, layer == 1 ? null : _layers[layer - 2], token);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
