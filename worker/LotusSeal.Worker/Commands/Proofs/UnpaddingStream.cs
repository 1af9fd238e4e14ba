using System.Buffers;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Takes whole padded blocks and writes them without their padding (porep.md 2.1).</summary>
internal sealed class UnpaddingStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int length = buffer.Length / PaddedSize.Block * UnpaddedSize.Block;
        byte[] unpadded = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Fr32.Unpad(buffer, unpadded.AsSpan(0, length));
            inner.Write(unpadded, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unpadded);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
