using System.Buffers;
using System.Runtime.ExceptionServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>A query in a file of parameters, decoded anew whenever it is read.</summary>
/// <param name="file">The file.</param>
/// <param name="name">The query's name.</param>
/// <param name="offset">Where its first point is.</param>
/// <param name="count">Number of points.</param>
/// <param name="decoder">Makes points of bytes.</param>
internal sealed class StoredQuery<TField>(ParametersFile file, string name, long offset, int count, IPointDecoder<TField> decoder)
    : IPointQuery<TField>
    where TField : struct, IField<TField>
{
    /// <summary>Points that one thread reads and decodes at once.</summary>
    private const int Batch = 1 << 13;

    public int Count => count;

    public void Read(int start, Memory<AffinePoint<TField>> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, count - destination.Length);
        int batches = (destination.Length + Batch - 1) / Batch;
        Exception?[] faults = new Exception?[batches];
        Parallel.For(0, batches, batch =>
        {
            int begin = batch * Batch, length = Math.Min(Batch, destination.Length - begin);
            faults[batch] = Decode(start + begin, destination.Span.Slice(begin, length));
        });
        if (Array.Find(faults, fault => fault is not null) is { } first) ExceptionDispatchInfo.Throw(first);
    }

    private Exception? Decode(int start, Span<AffinePoint<TField>> points)
    {
        int size = decoder.PointSize;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(points.Length * size);
        try
        {
            Span<byte> bytes = buffer.AsSpan(0, points.Length * size);
            file.Read(offset + (long)start * size, bytes);
            decoder.Decode(bytes, points);
            return null;
        }
        catch (FormatException error)
        {
            return file.Fault($"among points {start} to {start + points.Length - 1} of {name}, {error.Message}", error);
        }
        catch (IOException error)
        {
            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
