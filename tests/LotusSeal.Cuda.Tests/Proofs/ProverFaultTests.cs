using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native.Tests.Proving;
using LotusSeal.Sealing.Backends;
using LotusSeal.Worker.Provers;
using ManagedCuda.BasicTypes;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>Every call of the driver failing in sums and transforms, wrong results, lost devices: never a wrong value that is believed.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ProverFaultTests
{
    private const int Points = 40, Log2 = 4;

    private static readonly string[] Calls =
    [
        "cuInit", "cuDeviceGet", "cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuModuleLoadData", "cuModuleGetFunction", "cuLaunchKernel",
        "cuMemAlloc_v2", "cuMemHostAlloc", "cuMemcpyHtoD_v2", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuStreamCreate", "cuEventCreate",
        "cuEventRecord", "cuEventSynchronize",
    ];

    private static readonly Lazy<KnownPoints<Fp>> First = new(() => new KnownPoints<Fp>(G1.Generator));
    private readonly List<string> _warnings = [];
    private readonly FakeTimeProvider _clock = new();

    public ProverFaultTests() => SimulatedDriver.Start();

    public static TheoryData<string, int> Failures => DriverFailures.Of(Calls);

    [Theory, MemberData(nameof(Failures))]
    public void A_call_that_fails_gives_a_fault_or_the_right_values(string call, int error)
    {
        foreach (uint nth in (uint[])[1, 3, 12, 40])
        {
            SimulatedDriver.Start();
            using (CudaProverBackend device = SimulatedDriver.CreateProver())
            {
                SimulatedDriver.simulate_failure(call, nth, error, 0);
                try
                {
                    AssertRight(device);
                }
                catch (SealingBackendException exception)
                {
                    Assert.Equal((BackendStage.Proof, device.Name), (exception.Fault.Stage, exception.Fault.Device));
                    Assert.Contains(call, exception.Fault.Reason, StringComparison.Ordinal);
                    Assert.Equal(error == (int)CUResult.ErrorOutOfMemory ? FaultRemedy.Retry : FaultRemedy.Retire, exception.Fault.Remedy);
                }

                // The device is there again: the same backend opens it anew.
                SimulatedDriver.Start();
                AssertRight(device);
            }

            Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
        }
    }

    [Fact]
    public void A_sum_too_large_for_the_memory_is_made_in_parts()
    {
        SimulatedDriver.Start(memory: 3 << 20);
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        Fr[] scalars = [.. Enumerable.Range(0, KnownPoints<Fp>.Count).Select(i => i % 3 == 0 ? ProverNumbers.Random(i % 500) : Fr.One)];
        JacobianPoint<Fp> sum = device.Sum(First.Value.First(scalars.Length), scalars, TestContext.Current.CancellationToken);
        Assert.Equal(First.Value.Sum(scalars), sum.ToAffine());
    }

    [Fact]
    public void A_device_that_fails_is_left_alone_and_the_processor_goes_on()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        AssertRight(backend);
        Assert.Equal(device.Name, backend.Name);
        SimulatedDriver.simulate_failure("cuLaunchKernel", 5, (int)CUResult.ErrorLaunchFailed, 0);
        AssertRight(backend);
        Assert.Equal("managed", backend.Name);
        SimulatedDriver.Start();
        AssertRight(backend);
        Assert.Equal(0U, SimulatedDriver.simulated_calls("cuLaunchKernel"));
        Assert.Equal($"{device.Name} failed in the arithmetic of proofs: cuLaunchKernel: simulated (CUDA_ERROR_SIMULATED, 719). {device.Name} is "
            + "retired until the process is started again; managed computes instead", Assert.Single(_warnings));
    }

    [Fact]
    public void A_device_whose_memory_is_short_is_left_alone_for_a_while()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        AssertRight(backend);
        SimulatedDriver.simulate_failure("cuMemAlloc_v2", 1, (int)CUResult.ErrorOutOfMemory, 1);
        AssertRight(backend);
        SimulatedDriver.simulate_failure("nothing", 1, 0, 0);
        Assert.Equal(device.Name, backend.Name);
        Assert.Contains("managed computes instead for the next 60 s", Assert.Single(_warnings), StringComparison.Ordinal);
        uint launches = SimulatedDriver.simulated_calls("cuLaunchKernel");
        AssertRight(backend);
        Assert.Equal(launches, SimulatedDriver.simulated_calls("cuLaunchKernel"));
        _clock.Advance(DeviceFirst.Pause);
        AssertRight(backend);
        Assert.True(SimulatedDriver.simulated_calls("cuLaunchKernel") > launches);
        Assert.Single(_warnings);
    }

    [Theory, InlineData("add_segments_1"), InlineData("weigh_buckets_2"), InlineData("up_3"), InlineData("fold_parts_1"), InlineData("divide_values")]
    public void A_device_with_wrong_known_answers_is_not_used(string kernel)
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        SimulatedDriver.simulate_wrong_result(kernel, 1);
        AssertRight(backend);
        Assert.Equal("managed", backend.Name);
        Assert.Contains("differs from what the processor computes", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_in_a_proof_that_does_not_hold_is_left_alone_and_the_proof_is_worth_another_try()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        Assert.False(backend.Distrust());
        AssertRight(backend);
        Assert.True(backend.Distrust());
        AssertRight(backend);
        // Nothing of its memory is kept from others.
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
        Assert.Contains("a proof that it had a part in does not hold", Assert.Single(_warnings), StringComparison.Ordinal);
        AssertRight(backend);
        Assert.False(backend.Distrust());
    }

    [Fact]
    public void A_device_that_fails_in_the_middle_of_a_proof_makes_that_proof_worth_another_try()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        AssertRight(backend);
        backend.Condemn("the driver reports Xid 48");
        Assert.True(backend.Distrust());
        Assert.False(backend.Distrust());
        Assert.Contains("Xid 48", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_device_is_the_substitute_of_the_last_one()
    {
        SimulatedDriver.Start(devices: 2);
        Assert.True(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out _));
        using ProofGpus proofs = new(gpus, new ManagedProverBackend(), _warnings.Add, Assert.Fail);
        Assert.Equal(gpus[1].Name, proofs.Backend.Name);
        proofs.Failed(gpus[1].Device, "the driver reports Xid 79");
        Assert.Equal(gpus[0].Name, proofs.Backend.Name);
        proofs.Failed(gpus[0].Device, "the driver reports Xid 79");
        Assert.Equal("managed", proofs.Backend.Name);
        Assert.Equal(2, _warnings.Count);
    }

    private DeviceFirst Trust(CudaProverBackend device)
    {
        ManagedProverBackend processor = new();
        return new DeviceFirst(device, processor, processor, _clock, _warnings.Add);
    }

    /// <summary>A sum and a quotient, as managed code computes them.</summary>
    private static void AssertRight(IProverBackend backend)
    {
        Fr[] scalars = ProverNumbers.LikeWitness(Points);
        Assert.Equal(First.Value.Sum(scalars), backend.Sum(First.Value.First(Points), scalars, TestContext.Current.CancellationToken).ToAffine());
        Domain domain = new(Log2);
        Fr[] a = Numbers(1), b = Numbers(2), c = Numbers(3), quotient = [.. a];
        domain.Divide(quotient, [.. b], [.. c]);
        Assert.Equal(quotient, backend.Divide(domain, a, b, c, TestContext.Current.CancellationToken));

        CircuitRows rows = new(List(4), List(5), List(6));
        ProvingRoom room = new(Points / 2);
        PointArray<Fp> query = new(First.Value.First((int)domain.Size - 1).ToArray());
        (a, b, c) = ([.. rows.A], [.. rows.B], [.. rows.C]);
        domain.Divide(a, b, c);
        using IQuotient kept = backend.Quotient(domain, rows, room, TestContext.Current.CancellationToken);
        Assert.Equal(First.Value.Sum(a[..^1]), kept.Sum(query, 0, query.Count, TestContext.Current.CancellationToken).ToAffine());
        AffinePoint<Fp> side = backend.Sum(query, rows.B, 0, query.Count, room, TestContext.Current.CancellationToken).ToAffine();
        Assert.Equal(First.Value.Sum([.. rows.B.Take(query.Count)]), side);

        ScalarList List(int seed)
        {
            ValueList list = new();
            list.AddSmall(new SmallSide(0x55UL << seed, 0x33UL << seed), (int)domain.Size / 2);
            foreach (Fr number in Numbers(seed).Skip(list.Count)) list.Add(number);
            return ScalarList.Of(list);
        }

        Fr[] Numbers(int seed) => [.. Enumerable.Range(0, (int)domain.Size).Select(i => ProverNumbers.Random(100 * seed + i))];
    }
}
