using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Proving;

/// <summary>
/// Proofs of circuits of one key, one after the other. Where the arithmetic is a device's, the next circuit is synthesized meanwhile, if memory
/// has room for it now.
/// </summary>
/// <param name="parameters">The key of the circuits.</param>
/// <param name="backend">Does the arithmetic; null for managed code.</param>
public sealed class ProofSequence(Parameters parameters, IProverBackend? backend = null)
{
    private readonly IProverBackend _backend = backend ?? new ManagedProverBackend();

    /// <summary>Whether the next circuit is synthesized ahead; tests say so for small circuits on the processor.</summary>
    internal bool? Ahead { get; init; }

    /// <summary>Proves circuits with their values.</summary>
    /// <param name="circuits">The circuits, whose values satisfy every constraint.</param>
    /// <param name="blinding">Makes the numbers of a proof: random and never used again.</param>
    /// <param name="progress">Gives what is told how far the proof of a circuit is, by its place.</param>
    /// <param name="cancellationToken">Stops between batches of rows and of points.</param>
    /// <returns>The proofs in order.</returns>
    /// <exception cref="ArgumentException">The key is of another circuit.</exception>
    /// <exception cref="FormatException">A file of parameters is damaged; the message names it.</exception>
    public Proof[] Prove(IReadOnlyList<ICircuit> circuits, Func<Blinding> blinding, Func<int, IProgress<ProvingProgress>?>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentNullException.ThrowIfNull(blinding);
        ProvingRoom room = Prover.RoomFor(parameters);
        bool apart = Ahead ?? _backend.ComputesApart;
        Synthesizer synthesizer = Prover.SynthesizerFor(_backend, apart, room);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Proof[] proofs = new Proof[circuits.Count];
        Task<Assignment>? next = null;
        try
        {
            for (int i = 0; i < proofs.Length; i++)
            {
                int current = i;
                proofs[i] = Prover.Prove(
                    parameters, () => TakeUp(current), room, blinding(), progress?.Invoke(i), _backend, cancellationToken);
            }
        }
        finally
        {
            stop.Cancel();
            // Its memory is given back before anybody begins something else; what went wrong with it does not matter any more.
            if (next is not null) Task.WaitAny([next], CancellationToken.None);
        }

        return proofs;

        Assignment TakeUp(int place)
        {
            Assignment assignment = Begun() ?? Synthesize(place);
            next = place + 1 < circuits.Count && IsAhead(assignment) ? Task.Run(() => Synthesize(place + 1), CancellationToken.None) : null;
            return assignment;
        }

        bool IsAhead(Assignment one) => apart && (Ahead ?? (_backend.ComputesApart && HasRoomForAnother(one)));

        Assignment? Begun()
        {
            try
            {
                return next?.GetAwaiter().GetResult();
            }
            catch (OutOfMemoryException)
            {
                // There was not room for two after all.
                return null;
            }
        }

        Assignment Synthesize(int place) => synthesizer.Run(circuits[place], stop.Token);
    }

    /// <summary>Whether the values of another circuit like this one, and half as much again, fit into memory that is free now.</summary>
    private static bool HasRoomForAnother(Assignment one)
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return 3 * one.Bytes / 2 <= memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
    }
}
