using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Native.Tests.Proving;
using LotusSeal.Sealing.Backends;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;
using ManagedCuda.BasicTypes;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>Every call of the driver failing in sums and transforms, wrong results, lost devices: never a wrong value that is believed.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ProverFaultTests
{
    private static readonly string[] Calls =
    [
        "cuInit", "cuDeviceGet", "cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuModuleLoadData", "cuModuleGetFunction", "cuLaunchKernel",
        "cuMemAlloc_v2", "cuMemHostAlloc", "cuMemcpyHtoD_v2", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuStreamCreate", "cuEventCreate",
        "cuEventRecord", "cuEventSynchronize",
    ];

    private readonly List<string> _warnings = [], _retired = [];
    private readonly FakeTimeProvider _clock = new();
    private DeviceTrust? _trust;

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
                    KnownProof.AssertRight(device);
                }
                catch (SealingBackendException exception)
                {
                    Assert.Equal((BackendStage.Proof, device.Name), (exception.Fault.Stage, exception.Fault.Device));
                    Assert.Contains(call, exception.Fault.Reason, StringComparison.Ordinal);
                    Assert.Equal(error == (int)CUResult.ErrorOutOfMemory ? FaultRemedy.Retry : FaultRemedy.Retire, exception.Fault.Remedy);
                }

                // The device is there again: the same backend opens it anew.
                SimulatedDriver.Start();
                KnownProof.AssertRight(device);
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
        JacobianPoint<Fp> sum = device.Sum(KnownProof.First.Value.First(scalars.Length), scalars, TestContext.Current.CancellationToken);
        Assert.Equal(KnownProof.First.Value.Sum(scalars), sum.ToAffine());
    }

    [Fact]
    public void A_device_that_fails_is_left_alone_and_the_processor_goes_on()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        KnownProof.AssertRight(backend);
        Assert.Equal(device.Name, backend.Name);
        SimulatedDriver.simulate_failure("cuLaunchKernel", 5, (int)CUResult.ErrorLaunchFailed, 0);
        KnownProof.AssertRight(backend);
        Assert.Equal("managed", backend.Name);
        SimulatedDriver.Start();
        KnownProof.AssertRight(backend);
        Assert.Equal(0U, SimulatedDriver.simulated_calls("cuLaunchKernel"));
        Assert.Equal($"{device.Name} failed in the arithmetic of proofs: cuLaunchKernel: simulated (CUDA_ERROR_SIMULATED, 719). {device.Name} is "
            + "retired; managed computes instead", Assert.Single(_warnings));
    }

    [Fact]
    public void A_device_whose_memory_is_short_is_left_alone_for_a_while()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        KnownProof.AssertRight(backend);
        SimulatedDriver.simulate_failure("cuMemAlloc_v2", 1, (int)CUResult.ErrorOutOfMemory, 1);
        KnownProof.AssertRight(backend);
        SimulatedDriver.simulate_failure("nothing", 1, 0, 0);
        Assert.Equal(device.Name, backend.Name);
        Assert.Contains("managed computes instead for the next 60 s", Assert.Single(_warnings), StringComparison.Ordinal);
        uint launches = SimulatedDriver.simulated_calls("cuLaunchKernel");
        KnownProof.AssertRight(backend);
        Assert.Equal(launches, SimulatedDriver.simulated_calls("cuLaunchKernel"));
        _clock.Advance(DeviceTrust.Pause);
        KnownProof.AssertRight(backend);
        Assert.True(SimulatedDriver.simulated_calls("cuLaunchKernel") > launches);
        Assert.Single(_warnings);
    }

    [Theory, InlineData("add_segments_1"), InlineData("weigh_buckets_2"), InlineData("up_3"), InlineData("fold_parts_1"), InlineData("divide_values")]
    public void A_device_with_wrong_known_answers_is_not_used(string kernel)
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        SimulatedDriver.simulate_wrong_result(kernel, 1);
        KnownProof.AssertRight(backend);
        Assert.Equal("managed", backend.Name);
        Assert.Contains("differs from what the processor computes", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_in_a_proof_that_does_not_hold_is_left_alone_and_the_proof_is_worth_another_try()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        Assert.False(backend.Distrust());
        KnownProof.AssertRight(backend);
        Assert.True(backend.Distrust());
        KnownProof.AssertRight(backend);
        // Nothing of its memory is kept from others.
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
        Assert.Contains("a proof that it had a part in does not hold", Assert.Single(_warnings), StringComparison.Ordinal);
        KnownProof.AssertRight(backend);
        Assert.False(backend.Distrust());
    }

    [Fact]
    public void A_device_that_fails_in_the_middle_of_a_proof_makes_that_proof_worth_another_try()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        KnownProof.AssertRight(backend);
        _trust!.Condemn("the driver reports Xid 48");
        Assert.True(backend.Distrust());
        Assert.False(backend.Distrust());
        Assert.Contains("Xid 48", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_retired_when_the_proof_holds_without_it_and_used_again_when_it_does_not()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        foreach (bool inVain in (bool[])[true, false])
        {
            backend.BeginProof();
            KnownProof.AssertRight(backend);
            Assert.True(backend.Distrust());
            backend.BeginProof();
            KnownProof.AssertRight(backend);
            Assert.Equal("managed", backend.Name);
            Assert.Empty(_retired);
            Assert.False(backend.Distrust());
            backend.EndProof(inVain);
            Assert.Equal(inVain ? device.Name : "managed", backend.Name);
        }

        Assert.Equal(["a proof that it had a part in does not hold"], _retired);
        Assert.Contains(_warnings, warning => warning == $"{device.Name} is used again: the proof does not hold without it either");
    }

    [Fact]
    public void A_device_that_is_seen_failing_while_it_is_distrusted_is_acquitted_by_nothing()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        KnownProof.AssertRight(backend);
        Assert.True(backend.Distrust());
        _trust!.Condemn("the driver reports Xid 79");
        backend.EndProof(inVain: true);
        Assert.Equal("managed", backend.Name);
        Assert.Equal(["the driver reports Xid 79"], _retired);
    }

    [Fact]
    public void A_device_that_the_worker_retired_is_left_alone()
    {
        SimulatedDriver.Start(devices: 2);
        Assert.True(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out _));
        List<RetiredDevice> told = [];
        // What an earlier test had reported of these devices is not theirs.
        SimulatedSensors.Start();
        using ProofGpus proofs = new(gpus, new ManagedProverBackend(), GpuPolicy.Prefer, _warnings.Add, Assert.Fail, told.Add);
        proofs.Leave(new RetiredDevice(gpus[1].Device.Uuid, "a wrong node"));
        proofs.Leave(new RetiredDevice("GPU-other", "lost"));
        Assert.Equal(gpus[0].Name, proofs.Backend.Name);
        proofs.Failed(gpus[0].Device, "the driver reports Xid 79");
        Assert.Equal(new RetiredDevice(gpus[0].Device.Uuid, "the driver reports Xid 79"), told[^1]);
    }

    [Fact]
    public void A_proof_that_a_device_had_no_part_in_says_nothing_of_it()
    {
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceFirst backend = Trust(device);
        backend.BeginProof();
        KnownProof.AssertRight(backend);
        // That one held, or was cancelled. The next one is the processor's, since the device's memory is short.
        backend.BeginProof();
        _trust!.Note(new BackendFault(BackendStage.Proof, device.Name, FaultRemedy.Retry, "short of memory"));
        KnownProof.AssertRight(backend);
        Assert.False(backend.Distrust());
        _clock.Advance(DeviceTrust.Pause);
        backend.BeginProof();
        KnownProof.AssertRight(backend);
        Assert.True(backend.Distrust());
    }

    [Fact]
    public void The_next_device_is_the_substitute_of_the_last_one()
    {
        SimulatedDriver.Start(devices: 2);
        Assert.True(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out _));
        // What an earlier test had reported of these devices is not theirs.
        SimulatedSensors.Start();
        using ProofGpus proofs = new(gpus, new ManagedProverBackend(), GpuPolicy.Prefer, _warnings.Add, Assert.Fail);
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
        _trust = new DeviceTrust(device, processor, _clock, _warnings.Add, () => processor.Name, _retired.Add);
        return new DeviceFirst(_trust, processor, processor);
    }
}
