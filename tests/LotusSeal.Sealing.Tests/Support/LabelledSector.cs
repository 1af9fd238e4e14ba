using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A sector among others that are labelled, without files.</summary>
internal sealed class LabelledSector : IDisposable
{
    /// <summary>More than a real one of this size has.</summary>
    public const int Layers = 5;

    private readonly PoRepConfig _config;
    private readonly Digest _replicaId;
    private readonly LayerBuffers _buffers;
    // By layer: as long as the next one needs them, and what they were.
    private readonly LayerLabels?[] _labels = new LayerLabels?[Layers + 1];
    private readonly byte[]?[] _copies = new byte[]?[Layers + 1];
    private byte[] _begun = [];

    public LabelledSector(LabelGroups groups, SealingBackend backend, byte number, PoRepConfig config, string? parentsFolder = null)
    {
        (_config, _replicaId) = (config, new Digest([.. Enumerable.Repeat(number, Digest.Size)]));
        SealingOptions options = new() { Threads = 2, ParentsCacheDirectory = parentsFolder };
        _buffers = new LayerBuffers(config.SectorSize, options, $"s-{number}");
        Seat = groups.Join(backend.Graph!, SectorGraph.SeedsOf(config), backend.Labels!, new ParentsCache(options), _replicaId, $"s-{number}",
            $"SDR s-{number}");
    }

    public LabelSeat Seat { get; }

    /// <summary>True while a layer waits for a loop, or is in one.</summary>
    public bool IsOnItsWay => Seat.Part is not null;

    /// <summary>Labels a layer on a thread of its own; the one below was labelled before.</summary>
    public Task LabelAsync(int layer, Action<ulong>? labelled = null, CancellationToken token = default, ulong first = 0) =>
        Task.Factory.StartNew(() => Label(layer, first, labelled, token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    /// <summary>Waits until a layer is on its way.</summary>
    public Task WaitForLoopAsync() => Patience.UntilAsync("a layer waits", () => IsOnItsWay);

    /// <summary>The layers are those of this sector alone.</summary>
    public void AssertIsLabelled(int layers = 2)
    {
        int layer = 0;
        foreach (byte[] labels in LabelsAlone.Of(_config, _replicaId, layers)) Assert.Equal(labels, _copies[++layer]);
    }

    public void Dispose()
    {
        Seat.Dispose();
        foreach (LayerLabels? labels in _labels) labels?.Dispose();
        _buffers.Dispose();
    }

    private void Label(int layer, ulong first, Action<ulong>? labelled, CancellationToken token)
    {
        ulong told = first;
        try
        {
            using ILayerLabelling labelling = Begin(layer, first, token);
            _labels[layer] = labelling.Labels;
            labelling.Run((nodes, finished) =>
            {
                told += (ulong)nodes;
                Assert.Equal(told, finished);
                labelled?.Invoke(finished);
            });
        }
        catch
        {
            if (_labels[layer] is not null) _begun = LabelsOf(layer, told);
            Forget(layer);
            throw;
        }

        Assert.Equal(_config.Nodes, told);
        _copies[layer] = LabelsOf(layer, _config.Nodes);
        Forget(layer - 1);
    }

    private ILayerLabelling Begin(int layer, ulong first, CancellationToken token)
    {
        LayerMemory memory = _buffers.Take(token);
        try
        {
            if (first > 0) _begun.CopyTo(memory.Slice(0, _begun.Length));
            return Seat.Begin(layer, first, _config.Nodes, memory, _labels[layer - 1], token);
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    private byte[] LabelsOf(int layer, ulong nodes)
    {
        byte[] room = [];
        return _labels[layer]!.Read(0, (int)nodes * Digest.Size, ref room).ToArray();
    }

    private void Forget(int layer)
    {
        _labels[layer]?.Dispose();
        _labels[layer] = null;
    }
}
