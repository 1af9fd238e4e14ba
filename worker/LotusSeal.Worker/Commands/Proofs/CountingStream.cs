using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Reads a piece file and reports how much of it was read.</summary>
internal sealed class CountingStream(Stream inner, ulong total, string name, IProgress<PhaseProgress> progress) : Stream
{
    private ulong _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => (long)_read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int bytes)
    {
        _read += (ulong)bytes;
        progress.Report(new PhaseProgress(name, _read, total, "bytes"));
        return bytes;
    }
}
