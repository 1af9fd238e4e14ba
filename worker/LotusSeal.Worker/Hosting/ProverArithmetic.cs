using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native;
using LotusSeal.Native.Proving;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Hosting;

/// <summary>What proofs are computed with on this machine.</summary>
/// <param name="Backend">Sums, transforms and multiples; without a GPU, where one is required, it refuses.</param>
/// <param name="First">Decodes points of the first group; null for managed code.</param>
/// <param name="Second">Decodes points of the second group; null for managed code.</param>
internal sealed record ProverArithmetic(IProverBackend Backend, IPointDecoder<Fp>? First, IPointDecoder<Fp2>? Second)
    : IDisposable
{
    private ProofGpus? Gpus { get; init; }

    /// <summary>Whether a GPU computes what it can.</summary>
    public bool HasGpu => Gpus is not null;

    /// <summary>The same for proofs of spacetime, which are made with the processor rather than not: a missed one costs a fee.</summary>
    public IProverBackend Spacetime => Gpus?.WithProcessor ?? Backend;

    /// <summary>A GPU where one is, with the C kernels as its substitute; else as <see cref="OfProcessor"/>.</summary>
    /// <param name="threads">Threads; 0 for one per core.</param>
    /// <param name="policy">Whether there is a substitute.</param>
    /// <param name="warning">Told why kernels are not used, now and when a GPU is left alone later.</param>
    /// <param name="note">Told of the GPUs that were found, or why none is used.</param>
    /// <param name="hangs">Ends the process, since a GPU hangs in it; null where a person watches.</param>
    /// <param name="retired">Told of each GPU that is not used again.</param>
    public static ProverArithmetic Choose(int threads, GpuPolicy policy, Action<string> warning, Action<string>? note = null,
        Action<string>? hangs = null, Action<RetiredDevice>? retired = null)
    {
        ProverArithmetic processor = OfProcessor(threads, warning);
        IReadOnlyList<CudaSealingBackend> found = BackendChoice.FindGpus(policy, note);
        if (found.Count == 0 && policy != GpuPolicy.Require) return processor;
        ProofGpus gpus = new(found, processor.Backend, policy, warning, hangs ?? warning, retired);
        return processor with { Backend = gpus.Backend, Gpus = gpus };
    }

    /// <summary>Leaves a GPU alone that somebody else has retired.</summary>
    public void Leave(RetiredDevice device) => Gpus?.Leave(device);

    /// <summary>The C kernels where they run, else the managed twin.</summary>
    /// <param name="threads">Threads; 0 for one per core.</param>
    /// <param name="warning">Told why the kernels are not used.</param>
    public static ProverArithmetic OfProcessor(int threads, Action<string> warning)
    {
        if (!NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason))
        {
            warning($"the native library is not used: {reason}");
            return new ProverArithmetic(new ManagedProverBackend(), null, null);
        }

        return new ProverArithmetic(new NativeProverBackend(native.Info, BackendChoice.Threads(threads)),
            new NativePointDecoder<G1, Fp>(native.Info), new NativePointDecoder<G2, Fp2>(native.Info));
    }

    /// <inheritdoc/>
    public void Dispose() => Gpus?.Dispose();
}
