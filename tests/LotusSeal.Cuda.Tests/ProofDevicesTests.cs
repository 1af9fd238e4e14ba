using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Cuda.Tests;

/// <summary>Which GPU proofs use, as the miner and <c>info</c> are told.</summary>
public sealed class ProofDevicesTests : IDisposable
{
    private const string Second = "cuda(Simulated GPU at 0000:02:00.0)";

    private readonly List<IDisposable> _owned = [];

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    [Fact]
    public void Before_there_is_a_prover_it_is_the_last_GPU()
    {
        ProofDevices devices = Devices(gpus: 2, Prover("exit 1"), TaskTypes.Commit2, TaskTypes.PreCommit2);
        Assert.Equal([Second], devices.UsedGpus);
        Assert.Equal([KeyValuePair.Create("C2", Second)], devices.Backends);
    }

    [Fact]
    public void Without_proofs_or_without_a_GPU_it_is_none()
    {
        Assert.Empty(Devices(gpus: 2, Prover("exit 1"), TaskTypes.PreCommit2).UsedGpus);
        ProofDevices devices = Devices(gpus: 0, Prover("exit 1"), TaskTypes.Commit2);
        Assert.Empty(devices.UsedGpus);
        Assert.Empty(devices.Backends);
    }

    [Theory, InlineData("native", false), InlineData(Second, true)]
    public async Task It_is_what_the_prover_says(string backend, bool used)
    {
        string told = $"{{\"Name\":\"{backend}\"}}", length = Convert.ToString(told.Length, 8);
        ChildProver prover = Prover("printf 'LS\\001\\000\\016\\000\\000\\000{\"Protocol\":5}"
            + $"LS\\011\\000\\{length}\\000\\000\\000{told}'; exec sleep 1000");
        ProofDevices devices = Devices(gpus: 2, prover, TaskTypes.Commit2, TaskTypes.WindowPoSt);
        using CancellationTokenSource stop = new();
        Task<byte[]> asked = prover.ProveAsync(
            new ProofRequest(ProofKind.Commit2, 5, 1000, 7), new byte[1], new Progress<PhaseProgress>(), stop.Token);
        await Patience.UntilAsync("the prover has said it", () => prover.Backend == backend);
        Assert.Equal(used ? [Second] : [], devices.UsedGpus);
        Assert.Equal(["C2", "WDP"], devices.Backends.Keys.Order());
        prover.Dispose();
        await Assert.ThrowsAsync<ChildLostException>(() => asked);
    }

    private ChildProver Prover(string script)
    {
        ChildProver prover = new(new ChildProgram("prover", "/bin/sh", ["-c", script], new Dictionary<string, string>()), new ChildTimings(),
            TimeProvider.System, NullLogger.Instance);
        _owned.Add(prover);
        return prover;
    }

    private ProofDevices Devices(int gpus, ChildProver prover, params string[] tasks)
    {
        GpuLives lives = new(gpus, recordedCache: null);
        IReadOnlyList<ChildGpu> found = new GpuFinder(
            () => new KeptChild(lives.Program, new ChildTimings(), TimeProvider.System, NullLogger.Instance)).Find(static _ => { });
        _owned.AddRange([.. found, lives]);
        Assert.Equal(gpus, found.Count);
        return new ProofDevices(prover, new BackendPool([.. found, new ManagedSealingBackend()], static _ => { }), new TaskTypeSet(tasks));
    }
}
