using LotusSeal.Groth16.Backends;
using LotusSeal.Native;
using LotusSeal.Native.Proving;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>The C kernels of proofs on two threads.</summary>
internal static class NativeProver
{
    public static readonly IProverBackend Backend = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)
        ? new NativeProverBackend(native.Info, threads: 2)
        : throw new InvalidOperationException(reason);
}
