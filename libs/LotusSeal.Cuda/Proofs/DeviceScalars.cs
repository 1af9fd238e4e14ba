using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>The numbers beside the points of a query, wherever they come from.</summary>
internal abstract class DeviceScalars
{
    /// <summary>Has some of them in the device's memory.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="room">Memory for them where they are not there yet.</param>
    /// <returns>Where they are, and how many of them are neither 0 nor 1, or more.</returns>
    public abstract (CUdeviceptr Values, int Others) Part(int start, int count, DeviceRoom room);

    /// <summary>Those of a list in memory of the host.</summary>
    public sealed class OfList(ScalarList list, Func<DeviceValues> values) : DeviceScalars
    {
        /// <inheritdoc/>
        public override (CUdeviceptr Values, int Others) Part(int start, int count, DeviceRoom room)
        {
            CUdeviceptr destination = room.At((long)count * Fr.Size);
            return (destination, values().Write(list, start, count, destination));
        }
    }

    /// <summary>Those of an array of the device, of which hardly one is 0 or 1.</summary>
    public sealed class OfArray(CudaDeviceVariable<byte> array) : DeviceScalars
    {
        /// <inheritdoc/>
        public override (CUdeviceptr Values, int Others) Part(int start, int count, DeviceRoom room) =>
            (array.DevicePointer + (long)start * Fr.Size, count);
    }
}
