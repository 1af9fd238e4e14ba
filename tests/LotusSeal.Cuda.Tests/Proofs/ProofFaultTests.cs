using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Tests.Support;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Worker.Provers;
using ManagedCuda.BasicTypes;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>Whichever call of the driver fails, whatever a kernel computes wrongly: proofs, made as Commit2 makes them, are right or none.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ProofFaultTests
{
    private const int Squares = 40;

    /// <summary>More than a proof has of any kernel.</summary>
    private const int MostLaunches = 12;

    private static readonly SmallCircuit Circuit = new(Fr.FromUInt64(3), Squares);
    private static readonly Parameters Key = ParameterGenerator.Generate(Circuit, Secrets.OfPhrase("test"));
    private static readonly Verifier Verifier = new(Key.VerifyingKey);
    private static readonly string Expected = Convert.ToHexString(Prove(NativeProver.Backend));

    public static TheoryData<int> Errors => FailureSweep.Errors;

    /// <summary>
    /// Kernels whose results are numbers: wrong counters send others out of their arrays, which a device reports as an error. Parts of buckets are
    /// folded in larger sums only (<see cref="ProverFaultTests"/>).
    /// </summary>
    public static TheoryData<string> Kernels =>
    [
        "add_segments_1", "add_segments_2", "weigh_buckets_1", "weigh_buckets_2", "expand_powers", "down_3", "up_3", "scale_reversed",
        "scale_in_order", "multiply_values", "divide_values",
    ];

    [Theory, MemberData(nameof(Errors))]
    public void Proofs_are_right_or_refused_whichever_call_fails(int error) => Assert.True(FailureSweep.Run(
        error, SimulatedDriver.CreateProver, device => Assert.Equal(Expected, Convert.ToHexString(Make(device)))) > 5);

    [Theory, InlineData((int)CUResult.ErrorOutOfMemory), InlineData((int)CUResult.ErrorECCUncorrectable), InlineData((int)CUResult.ErrorUnknown)]
    public void Proofs_are_made_with_the_substitute_when_a_call_fails(int error)
    {
        SimulatedDriver.Start();
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        List<string> warnings = [];
        DeviceFirst backend = Trusted.Of(device, NativeProver.Backend, new FakeTimeProvider(), warnings);
        Assert.Equal(Expected, Convert.ToHexString(Prove(backend)));
        Assert.Empty(warnings);
        SimulatedDriver.simulate_failure("cuLaunchKernel", 40, error, 0);
        Assert.Equal(Expected, Convert.ToHexString(Prove(backend)));
        Assert.Single(warnings);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_wrong_result_of_a_kernel_never_leaves(string kernel)
    {
        int refused = 0;
        for (uint nth = 1; LongTests.AreWanted || refused == 0; nth++)
        {
            SimulatedDriver.Start();
            using CudaProverBackend device = SimulatedDriver.CreateProver();
            SimulatedDriver.simulate_wrong_result(kernel, nth);
            try
            {
                // What nobody looks at may be wrong: a bucket that has no entry.
                Assert.Equal(Expected, Convert.ToHexString(Prove(device)));
                if (nth > MostLaunches) break;
            }
            catch (SealingException exception)
            {
                refused++;
                Assert.Contains("The proof that was made", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(refused > 0, $"{kernel} has no part in a proof");
    }

    [Theory, InlineData("add_segments_1"), InlineData("weigh_buckets_2"), InlineData("divide_values")]
    public void A_proof_that_does_not_hold_is_made_again_by_the_substitute(string kernel)
    {
        SimulatedDriver.Start();
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        List<string> warnings = [];
        DeviceFirst backend = Trusted.Of(device, NativeProver.Backend, new FakeTimeProvider(), warnings);
        Assert.Equal(Expected, Convert.ToHexString(Prove(backend)));
        SimulatedDriver.simulate_wrong_result(kernel, 1);
        Assert.Equal(Expected, Convert.ToHexString(Prove(backend)));
        Assert.Contains("a proof that it had a part in does not hold", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory, InlineData(1UL << 40), InlineData(0)]
    public void Proofs_are_right_whatever_the_driver_says_of_its_memory(ulong told)
    {
        SimulatedDriver.Start(memory: 3 << 20);
        SimulatedDriver.simulate_free_memory((nuint)told);
        using (CudaProverBackend device = SimulatedDriver.CreateProver())
            Assert.Equal(Expected, Convert.ToHexString(Make(device)));

        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    /// <summary>The proof with known numbers, read and verified.</summary>
    private static byte[] Prove(IProverBackend backend) => PartitionProofs.MakeToHold(backend, () => Make(backend),
        bytes => Verifier.Verify(PartitionProofs.Read(1, bytes)[0], [Enumerable.Range(0, Squares).Aggregate(Circuit.Number, (n, _) => n.Square())]));

    private static byte[] Make(IProverBackend backend) => PartitionProofs.Make(
        Key, [Circuit], () => new Blinding(Fr.FromUInt64(7), Fr.FromUInt64(11)), backend, null, TestContext.Current.CancellationToken);
}
