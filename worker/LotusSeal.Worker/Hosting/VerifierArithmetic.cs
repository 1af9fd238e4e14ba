using LotusSeal.Groth16.Backends;
using LotusSeal.Native;
using LotusSeal.Native.Proving;

namespace LotusSeal.Worker.Hosting;

/// <summary>What proofs are verified with where they come from elsewhere; a prover's own are judged by managed code.</summary>
internal static class VerifierArithmetic
{
    /// <summary>The C kernels where they run, else the managed twin, which gives the same answers.</summary>
    public static IVerifierBackend Choose() =>
        NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _) ? new NativeVerifierBackend(native.Info)
            : ManagedVerifierBackend.Instance;
}
