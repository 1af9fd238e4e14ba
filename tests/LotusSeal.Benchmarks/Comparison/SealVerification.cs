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
    /// <summary>Verifications that are timed.</summary>
    public const int Runs = 201;

    /// <summary>So many calls, and a pause, after which the runtime has compiled a method anew, as the worker's is from the start.</summary>
    private const int Warming = 100;

    /// <summary>The median seconds of verifications in this process.</summary>
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
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < Warming; i++) Time();
            Thread.Sleep(500);
        }

        return Enumerable.Range(0, Runs).Select(_ => Time()).Order().ElementAt(Runs / 2);

        double Time()
        {
            long start = Stopwatch.GetTimestamp();
            if (!verifier.Verify(sector, statement, bytes)) throw new InvalidOperationException("The reference's proof does not hold.");
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
