using System.Threading.Channels;
using LotusSeal.Sealing.Cache;

namespace LotusSeal.Sealing.Labels;

/// <summary>Follows the label loop: writes finished labels to the file and hashes them, on its own thread.</summary>
internal sealed class LayerFileWriter : IDisposable
{
    private const int ChunkSize = 4 << 20;
    private readonly LayerLabels _labels;
    private readonly PendingLayer _layer;
    private readonly LabelKeeper _keeper;
    private readonly Channel<ulong> _finished = Channel.CreateBounded<ulong>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _work;

    /// <summary>Begins to wait for labels.</summary>
    /// <param name="labels">Where the labels come to lie, which must stay.</param>
    /// <param name="layer">Where they go; disposed with this but for the memory.</param>
    /// <param name="keeper">Hears how far the file is.</param>
    public LayerFileWriter(LayerLabels labels, PendingLayer layer, LabelKeeper keeper)
    {
        (_labels, _layer, _keeper) = (labels, layer, keeper);
        _work = Task.Run(RunAsync);
    }

    /// <summary>Labels up to this byte will not change any more.</summary>
    public void Advance(ulong finishedBytes)
    {
        if (_work.IsFaulted) _work.GetAwaiter().GetResult();
        _finished.Writer.TryWrite(finishedBytes);
    }

    /// <summary>Waits until the file has all labels; they were announced.</summary>
    /// <returns>What the file holds.</returns>
    public LayerDigests Finish()
    {
        _finished.Writer.TryComplete();
        _work.GetAwaiter().GetResult();
        return _layer.Hasher.Finish();
    }

    /// <summary>Syncs and names the finished file.</summary>
    public void Commit()
    {
        _layer.Memory.Flush();
        _layer.File.Commit();
    }

    public void Dispose()
    {
        _finished.Writer.TryComplete();
        // The memory goes away after this; a failure was or will be reported by Advance or Finish.
        ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();
        _layer.Dispose();
    }

    private async Task RunAsync()
    {
        byte[] room = [];
        ulong done = _layer.FirstNode * Digest.Size;
        await foreach (ulong finished in _finished.Reader.ReadAllAsync())
        {
            while (done < finished)
            {
                int length = (int)Math.Min(ChunkSize, finished - done);
                ReadOnlySpan<byte> labels = _labels.Read(done, length, ref room);
                _layer.Hasher.Append(labels);
                if (!_layer.Memory.IsMapped) _layer.File.Write(labels, (long)done);
                done += (ulong)length;
            }
            if (done < _labels.Length) _keeper.Follow(done / Digest.Size);
        }
    }
}
