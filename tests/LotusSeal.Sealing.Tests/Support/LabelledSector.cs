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
    private readonly LayerMemory[] _layers;

    public LabelledSector(LabelGroups groups, SealingBackend backend, byte number, PoRepConfig config, string? parentsFolder = null)
    {
        (_config, _replicaId) = (config, new Digest([.. Enumerable.Repeat(number, Digest.Size)]));
        _layers = [.. Enumerable.Range(0, Layers).Select(_ => LayerMemory.Allocate(config.SectorSize))];
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
        alone.Label(1, 0, _config.Nodes, first, null, (_, _) => { }, SealedSector.Token);
        Assert.Equal(first.Slice(0, (int)first.Length), _layers[0].Slice(0, (int)first.Length));
        if (layers == 1) return;
        alone.Label(2, 0, _config.Nodes, second, first, (_, _) => { }, SealedSector.Token);
        Assert.Equal(second.Slice(0, (int)first.Length), _layers[1].Slice(0, (int)first.Length));
    }

    public void Dispose()
    {
        Seat.Dispose();
        foreach (LayerMemory layer in _layers) layer.Dispose();
    }

    private void Label(int layer, ulong first, Action<ulong>? labelled, CancellationToken token)
    {
        ulong told = first;
        Seat.Label(layer, first, _config.Nodes, _layers[layer - 1], layer == 1 ? null : _layers[layer - 2], (nodes, finished) =>
        {
            told += (ulong)nodes;
            Assert.Equal(told, finished);
            labelled?.Invoke(finished);
        }, token);
        Assert.Equal(_config.Nodes, told);
    }
}
