using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>What every kernel of points is given: the order of the base field, and behind it 1 as its element.</summary>
internal static class CurveConstants
{
    /// <summary>Puts them into the memory of a machine.</summary>
    public static ulong Put(PtxMachine machine)
    {
        // The order is given from its highest byte on.
        byte[] order = Fp.Modulus.ToArray();
        Array.Reverse(order);
        return machine.Put<byte>([.. order, .. MemoryMarshal.AsBytes<Fp>([Fp.One])]);
    }
}
