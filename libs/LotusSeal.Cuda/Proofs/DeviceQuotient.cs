using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using ManagedCuda;

namespace LotusSeal.Cuda.Proofs;

/// <summary>A quotient in a device's memory. When the device is closed, after a failure, it is lost.</summary>
/// <param name="backend">Whose it is.</param>
/// <param name="values">Its coefficients in order, and one more.</param>
/// <param name="room">What is computed in memory of the host is there.</param>
internal sealed class DeviceQuotient(CudaProverBackend backend, CudaDeviceVariable<byte> values, ProvingRoom room) : IQuotient
{
    /// <inheritdoc/>
    public ScalarList? Coefficients => null;

    /// <summary>The coefficients; null once they are lost.</summary>
    public CudaDeviceVariable<byte>? Values { get; private set; } = values;

    /// <inheritdoc/>
    public JacobianPoint<Fp> Sum(IPointQuery<Fp> query, int start, int count, CancellationToken cancellationToken = default) =>
        backend.Sum(query, this, start, count, room, cancellationToken);

    /// <summary>Gives its memory back.</summary>
    public void Lose()
    {
        Values?.Dispose();
        Values = null;
    }

    /// <inheritdoc/>
    public void Dispose() => backend.GiveBack(this);
}
