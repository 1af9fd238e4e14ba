using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Children;

namespace LotusSeal.Worker.Provers;

/// <summary>Makes proofs of all kinds, wherever that is done.</summary>
internal interface IProver
{
    /// <summary>Makes one proof; requests that come meanwhile wait.</summary>
    /// <exception cref="Primitives.SealingException">Input, parameters or proof are wrong: the same request fails again.</exception>
    /// <exception cref="ChildLostException">The prover was lost on the way: the same request may succeed.</exception>
    Task<byte[]> ProveAsync(ProofRequest request, ReadOnlyMemory<byte> input, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken);
}
