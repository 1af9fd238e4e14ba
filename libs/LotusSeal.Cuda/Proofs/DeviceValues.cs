using System.Numerics;
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
    private readonly ValueList _run = new();
    private readonly DeviceRoom _words = new(), _others = new();

    /// <summary>Writes numbers to memory of the device, 32 bytes each.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>How many of them are neither 0 nor 1.</returns>
    public int Write(ScalarList numbers, int start, int count, CUdeviceptr destination)
    {
        numbers.CopyTo(_run, start, count);
        CUdeviceptr words = _words.Put(device, _run.Words), others = _others.Put(device, _run.Others);
        device.Launch("expand_values", count, device.SmallScalars, words, others, destination);
        int notBits = _run.Others.Length;
        foreach (ref readonly ValueWord word in _run.Words) notBits += BitOperations.PopCount(word.High);
        return notBits;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _words.Dispose();
        _others.Dispose();
    }
}
