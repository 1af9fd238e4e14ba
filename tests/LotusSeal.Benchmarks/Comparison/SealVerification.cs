using System.Diagnostics;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native;
using LotusSeal.Native.Proving;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>Verifies a proof of replication of the sample sector.</summary>
internal static class SealVerification
{
    /// <summary>The seconds of a verification that is not the first one of the process.</summary>
    /// <exception cref="InvalidOperationException">The proof does not hold.</exception>
    public static double Seconds(string parameters, string commR, string commD, string proof)
    {
        PoRepConfig config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);
        string key = Path.Combine(parameters, SealCircuit.FileName(config) + ParameterFolder.KeySuffix);
        NativeVerifierBackend? backend = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _) ? new(native.Info) : null;
        SealVerifier verifier = new(VerifyingKey.Read(File.ReadAllBytes(key), out _), config, backend: backend);
        SealIdentity sector = new(config, SampleSector.Prover, SampleSector.Number);
        SealCommitments commitments = new(new CommR(Digest.FromHex(commR)), new CommD(Digest.FromHex(commD)));
        SealStatement statement = new(commitments, SampleSector.Ticket, SampleSector.Seed);
        byte[] bytes = Convert.FromHexString(proof);
        double last = 0;
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            if (!verifier.Verify(sector, statement, bytes)) throw new InvalidOperationException("The reference's proof does not hold.");
            last = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return last;
    }
}
