using System.Numerics;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>
/// Brings numbers to a device as a <see cref="ValueList"/> has them, and makes elements of them there: of a circuit of hashes they are a hundredth of
/// the elements' bytes.
/// </summary>
/// <param name="device">The device.</param>
internal sealed class DeviceValues(ProofDevice device) : IDisposable
{
    /// <summary>Numbers that one thread gathers: little beside all of a part, much beside a launch.</summary>
    private const int PieceNumbers = 1 << 18;

    private readonly List<Piece> _pieces = [];

    /// <summary>Writes numbers to memory of the device, 32 bytes each.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>How many of them are neither 0 nor 1.</returns>
    public int Write(ScalarList numbers, int start, int count, CUdeviceptr destination)
    {
        int pieces = (count + PieceNumbers - 1) / PieceNumbers, notBits = 0;
        while (_pieces.Count < pieces) _pieces.Add(new Piece());
        Parallel.For(0, pieces, i =>
        {
            int begin = i * PieceNumbers;
            numbers.CopyTo(_pieces[i].Numbers, start + begin, Math.Min(PieceNumbers, count - begin));
        });
        for (int i = 0; i < pieces; i++) notBits += Send(_pieces[i], destination + (long)i * PieceNumbers * Fr.Size);
        return notBits;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Piece piece in _pieces)
        {
            piece.Words.Dispose();
            piece.Others.Dispose();
        }
    }

    private int Send(Piece piece, CUdeviceptr destination)
    {
        ValueList numbers = piece.Numbers;
        CUdeviceptr words = piece.Words.Put(device, numbers.Words), others = piece.Others.Put(device, numbers.Others);
        device.Launch("expand_values", numbers.Count, device.SmallScalars, words, others, destination);
        int notBits = numbers.Others.Length;
        foreach (ref readonly ValueWord word in numbers.Words) notBits += BitOperations.PopCount(word.High);
        return notBits;
    }

    /// <summary>Some of the numbers, gathered by one thread, and memory of the device for them.</summary>
    private sealed class Piece
    {
        public ValueList Numbers { get; } = new();

        public DeviceRoom Words { get; } = new();

        public DeviceRoom Others { get; } = new();
    }
}
