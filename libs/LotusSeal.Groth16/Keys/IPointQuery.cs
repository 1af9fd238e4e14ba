using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>The points of one query of a key, in memory or in a file. It may be read by several threads at once.</summary>
/// <typeparam name="TField">The field of their coordinates.</typeparam>
public interface IPointQuery<TField>
    where TField : struct, IField<TField>
{
    /// <summary>Number of points.</summary>
    int Count { get; }

    /// <summary>Reads points that lie side by side.</summary>
    /// <param name="start">The first one's number.</param>
    /// <param name="destination">Room for as many as are wanted.</param>
    /// <exception cref="FormatException">Bytes of a file are no points of the curve; the message names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    void Read(int start, Memory<AffinePoint<TField>> destination);
}
