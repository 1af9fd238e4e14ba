using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Provers;

/// <summary>Makes proofs, inside of the prover's process. What it keeps between two requests is its own business.</summary>
internal interface IProofHandler
{
    /// <summary>Makes one proof, on the calling thread.</summary>
    /// <exception cref="Primitives.SealingException">Input, parameters or proof are wrong; the message names them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken);
}
