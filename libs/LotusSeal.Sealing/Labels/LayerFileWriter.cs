using System.Threading.Channels;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Labels;

/// <summary>Follows the label loop: writes finished labels to the file and hashes them, on its own thread.</summary>
internal sealed class LayerFileWriter : IDisposable
{
    private const int ChunkSize = 4 << 20;
    private readonly LayerMemory _layer;
    private readonly PendingFile _file;
    private readonly LayerHasher _hasher;
    private readonly Channel<ulong> _finished = Channel.CreateBounded<ulong>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _work;

    /// <summary>Begins to wait for labels.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="layer">Where the labels come to lie; it must stay until this is disposed.</param>
    /// <param name="file">Receives them, and is disposed with this.</param>
    public LayerFileWriter(PoRepConfig config, LayerMemory layer, PendingFile file)
    {
        _hasher = new LayerHasher(config);
        _layer = layer;
        _file = file;
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
        return _hasher.Finish();
    }

    /// <summary>Syncs and names the finished file.</summary>
    public void Commit()
    {
        _layer.Flush();
        _file.Commit();
    }

    public void Dispose()
    {
        _finished.Writer.TryComplete();
        // The memory goes away after this; a failure was or will be reported by Advance or Finish.
        ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();
        _hasher.Dispose();
        _file.Dispose();
    }

    private async Task RunAsync()
    {
        ulong done = 0;
        await foreach (ulong finished in _finished.Reader.ReadAllAsync())
        {
            while (done < finished)
            {
                int length = (int)Math.Min(ChunkSize, finished - done);
                ReadOnlySpan<byte> labels = _layer.Slice(done, length);
                _hasher.Append(labels);
                if (!_layer.IsMapped) _file.Write(labels, (long)done);
                done += (ulong)length;
            }
        }
    }
}
