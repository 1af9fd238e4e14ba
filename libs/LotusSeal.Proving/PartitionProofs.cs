using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Proving;

/// <summary>The proofs of the partitions of one circuit, one after the other: made, read, and held against their key.</summary>
internal static class PartitionProofs
{
    /// <summary>Makes them.</summary>
    /// <param name="parameters">The parameters of the circuit.</param>
    /// <param name="partitions">The partitions, in order.</param>
    /// <param name="blinding">Makes the random numbers of a partition; null takes new ones of the system for each.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <param name="progress">Told how far it is: points of all partitions.</param>
    /// <param name="cancellationToken">Stops between batches of rows and of points.</param>
    /// <returns>192 bytes a partition.</returns>
    /// <exception cref="SealingException">The parameters' file is damaged; the message names it.</exception>
    public static byte[] Make(Parameters parameters, IReadOnlyList<ICircuit> partitions, Func<Blinding>? blinding,
        IProverBackend? backend, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        Proof[] made;
        try
        {
            made = new ProofSequence(parameters, backend).Prove(partitions, blinding ?? Blinding.Random,
                partition => progress is null ? null : new PartitionProgress(progress, partition, partitions.Count), cancellationToken);
        }
        catch (FormatException error)
        {
            throw new SealingException($"{error.Message}.", error);
        }

        byte[] proofs = new byte[made.Length * Proof.Size];
        for (int i = 0; i < made.Length; i++) made[i].Write(proofs.AsSpan(i * Proof.Size, Proof.Size));
        return proofs;
    }

    /// <summary>Reads them.</summary>
    /// <param name="partitions">How many there are to be.</param>
    /// <param name="bytes">192 bytes a partition.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <exception cref="FormatException">The bytes are no proofs of so many partitions.</exception>
    public static Proof[] Read(int partitions, ReadOnlySpan<byte> bytes, IVerifierBackend? backend = null)
    {
        if (bytes.Length != partitions * Proof.Size)
            throw new FormatException($"a proof of {partitions} partitions has {partitions * Proof.Size} bytes, not {bytes.Length}");
        Proof[] proofs = new Proof[partitions];
        for (int i = 0; i < proofs.Length; i++) proofs[i] = Proof.Read(bytes.Slice(i * Proof.Size, Proof.Size), backend);
        return proofs;
    }

    /// <summary>Refuses a key of another circuit.</summary>
    /// <exception cref="FormatException">It has another number of public inputs.</exception>
    public static void RequireInputs(int ofKey, int ofCircuit)
    {
        if (ofKey != ofCircuit) throw new FormatException($"the key has {ofKey} public inputs, the circuit {ofCircuit}");
    }

    /// <summary>Makes proofs and verifies them as everybody else reads and verifies them: a wrong one never leaves.</summary>
    /// <param name="backend">What they are made with; when it has a substitute for what may have computed wrongly, they are made again.</param>
    /// <param name="make">Makes them.</param>
    /// <param name="verify">Reads and verifies them.</param>
    /// <exception cref="SealingException">They do not hold.</exception>
    public static byte[] MakeToHold(IProverBackend? backend, Func<byte[]> make, Func<byte[], bool> verify)
    {
        SealingException? fault = null;
        try
        {
            do
            {
                backend?.BeginProof();
                if (TryMake(make, verify, out fault) is { } proofs) return proofs;
            }
            while (backend?.Distrust() == true);
            throw fault!;
        }
        finally
        {
            backend?.EndProof(inVain: fault is not null);
        }
    }

    /// <summary>Makes proofs and verifies them.</summary>
    /// <returns>Null where they do not hold, with what is to be said of that.</returns>
    private static byte[]? TryMake(Func<byte[]> make, Func<byte[], bool> verify, out SealingException? fault)
    {
        fault = null;
        try
        {
            byte[] proofs = make();
            if (verify(proofs)) return proofs;
            fault = new SealingException("The proof that was made does not hold, though every vanilla proof does: the parameters are not those of "
                + "their verifying key, or this machine computes wrongly.");
        }
        catch (FormatException error)
        {
            // Of points that are on no curve, for instance, where they are read to be verified or joined.
            fault = new SealingException($"The proof that was made is none: {error.Message}.", error);
        }

        return null;
    }
}
