using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Labels;

/// <summary>Follows the label loop: writes finished labels to the file and hashes them, on its own thread.</summary>
internal sealed class LayerFileWriter : IDisposable
{
    private const int ChunkSize = 4 << 20;
    private readonly LayerMemory _layer;
    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Channel<ulong> _finished = Channel.CreateBounded<ulong>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _work;

    public LayerFileWriter(LayerMemory layer, SafeFileHandle file)
    {
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

    /// <summary>Waits for the file; all labels were announced.</summary>
    /// <returns>SHA-256 of the layer.</returns>
    public Digest Finish()
    {
        _finished.Writer.TryComplete();
        _work.GetAwaiter().GetResult();
        _layer.Flush();
        return new Digest(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _finished.Writer.TryComplete();
        // The memory goes away after this; a failure was or will be reported by Advance or Finish.
        ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();
        _hash.Dispose();
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
                _hash.AppendData(labels);
                if (!_layer.IsMapped) RandomAccess.Write(_file, labels, (long)done);
                done += (ulong)length;
            }
        }
    }
}
