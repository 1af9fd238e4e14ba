using System.Buffers.Binary;

namespace LotusSeal.Sealing.Hashing;

/// <summary>BLAKE2b-512 without key of input that comes in parts, such as a file of many gigabytes.</summary>
public sealed class Blake2bStream
{
    /// <summary>Bytes of the digest.</summary>
    public const int DigestSize = 64;

    private readonly ulong[] _state = Blake2b.InitialVector.ToArray();
    private readonly byte[] _block = new byte[Blake2b.BlockSize];
    private int _pending;
    private ulong _counter;
    private bool _finished;

    /// <summary>Starts with no input.</summary>
    public Blake2bStream() => _state[0] ^= 0x01010000UL ^ DigestSize;

    /// <summary>Adds the next part.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_pending > 0)
        {
            int taken = Math.Min(data.Length, Blake2b.BlockSize - _pending);
            data[..taken].CopyTo(_block.AsSpan(_pending));
            _pending += taken;
            data = data[taken..];
            // The last block is compressed in another way, so a full one waits until it is known that more follows.
            if (data.IsEmpty) return;
            Compress(_block);
            _pending = 0;
        }

        while (data.Length > Blake2b.BlockSize)
        {
            Compress(data[..Blake2b.BlockSize]);
            data = data[Blake2b.BlockSize..];
        }

        data.CopyTo(_block);
        _pending = data.Length;
    }

    /// <summary>The digest of everything appended; nothing can be appended afterwards.</summary>
    public byte[] Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _finished = true;
        _block.AsSpan(_pending).Clear();
        Blake2b.Compress(_state, _block, _counter + (ulong)_pending, last: true);
        byte[] digest = new byte[DigestSize];
        for (int i = 0; i < _state.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(digest.AsSpan(8 * i), _state[i]);
        return digest;
    }

    private void Compress(ReadOnlySpan<byte> block)
    {
        _counter += Blake2b.BlockSize;
        Blake2b.Compress(_state, block, _counter, last: false);
    }
}
