using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Cores;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tests.Cores;

/// <summary>What threads really may run on, asked of the kernel, while label chains have cores of this machine.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class LabelCoresTests : IDisposable
{
    /// <summary>Other runs of this test on the machine must not be taken for other workers.</summary>
    private readonly string _names = $"test/{Guid.NewGuid():N}/";
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLog _log = new();
    private readonly CpuSet _allowed = ThreadAffinity.Of(Environment.ProcessId);
    private readonly CorePlan _plan;

    public LabelCoresTests()
    {
        IReadOnlyList<ProcessorCore> cores = CpuTopology.Read("/", _allowed).Cores;
        Assert.SkipWhen(cores.Count < 2, "this machine has one core");
        _plan = CorePlan.Of(CpuTopology.Read("/", _allowed), [cores[^1].Cpus.First]);
    }

    private CpuSet Own => new(_plan.Cores[0].Cpu);

    private CpuSet Rest => _plan.Rest(_plan.Cores);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PreCommit1_labels_on_its_core_and_every_other_thread_is_kept_off_it()
    {
        ConcurrentBag<Block> blocks = [];
        LabelCores cores = New();
        SectorSealer sealer = new(WatchedLabels.Backend(replica =>
        {
            int self = ThreadAffinity.Current;
            blocks.Add(new Block(replica, Thread.CurrentThread.Name, ThreadAffinity.Of(0),
                [.. Affinities(ProcessThreads.Own().Where(thread => thread != self))], cores.Report().Cores[0].Chain));
        }), new SealingOptions { LabelCores = cores });
        (_, string[] plain) = await PreCommit1Async(new SectorSealer(WatchedLabels.Backend(_ => { }), new SealingOptions()), "plain");
        (Digest replica, string[] layers) = await PreCommit1Async(sealer, "s-t01000-7");
        Assert.Equal(plain, layers);
        // A backend has to give known answers before it is used, which need no core.
        Block[] seen = [.. blocks.Where(block => block.Replica == replica)];
        Assert.NotEmpty(seen);
        Assert.All(seen, block =>
        {
            Assert.Equal(("SDR s-t01000-7", Own, "s-t01000-7"), (block.Thread, block.Own, block.Chain));
            Assert.NotEmpty(block.Others);
            Assert.All(block.Others, cpus => Assert.Empty(cpus.And(Own)));
        });
        Assert.All(Affinities(ProcessThreads.Own()), cpus => Assert.Equal(_allowed, cpus));
        Assert.Null(Assert.Single(cores.Report().Cores).Chain);
        Assert.Equal(_allowed.Count, cores.CpuCount);
        Assert.Single(_log.LinesWith($"PreCommit1 of s-t01000-7 labels on {_plan.Cores[0]}; everything else runs on {Rest}"));
    }

    [Fact]
    public async Task Processes_of_the_worker_are_kept_off_and_get_the_core_back()
    {
        using Process before = Sleep();
        try
        {
            using (New().Take("s-t01000-1"))
            {
                using Process meanwhile = Sleep();
                try
                {
                    Assert.Equal(Rest, ThreadAffinity.Of(before.Id));
                    Assert.Equal(Rest, ThreadAffinity.Of(meanwhile.Id));
                    Assert.All(Affinities(Children()), cpus => Assert.Empty(cpus.And(Own)));
                }
                finally
                {
                    await EndAsync(meanwhile);
                }
            }

            Assert.Equal(_allowed, ThreadAffinity.Of(before.Id));
            // Two at least: the other one was started by it, and not by this process.
            CpuSet[] all = [.. Affinities(Children())];
            Assert.True(all.Length >= 2);
            Assert.All(all, cpus => Assert.Equal(_allowed, cpus));
        }
        finally
        {
            await EndAsync(before);
        }
    }

    [Fact]
    public async Task The_miner_and_processes_of_the_worker_count_all_processors_meanwhile()
    {
        LabelCores cores = New();
        using ILabelCore? taken = cores.Take("s-t01000-1");
        Assert.Equal(Rest, ThreadAffinity.Of(Environment.ProcessId));
        Assert.Equal(_allowed.Count, cores.CpuCount);
        Assert.Equal(Environment.ProcessorCount, await CountingChild.CountAsync(
            ProverCommand.Of("/params", 0, GpuPolicy.Prefer).Variables, Token));
    }

    [Fact]
    public void A_core_is_given_once_on_a_machine_until_it_is_given_back()
    {
        LabelCores cores = New();
        using (ILabelCore? taken = cores.Take("s-t01000-1"))
        {
            Assert.NotNull(taken);
            Assert.Null(cores.Take("s-t01000-2"));
            Assert.Null(CoreClaim.TryTake(_names, _plan.Cores[0].Core));
        }

        using (CoreClaim? otherWorker = CoreClaim.TryTake(_names, _plan.Cores[0].Core))
        {
            Assert.NotNull(otherWorker);
            Assert.Null(cores.Take("s-t01000-3"));
            Assert.Equal(_allowed, ThreadAffinity.Of(0));
        }

        using ILabelCore? again = cores.Take("s-t01000-3");
        Assert.NotNull(again);
        Assert.Equal(2, _log.LinesWith("labels without a core of its own: all 1 are taken").Count);
    }

    [Fact]
    public void A_core_goes_on_in_the_name_of_another_chain()
    {
        LabelCores cores = New();
        using (ILabelCore core = cores.Take("s-t01000-1")!)
        {
            core.Chain = "s-t01000-2";
            Assert.Equal("s-t01000-2", core.Chain);
            Assert.Equal("s-t01000-2", Assert.Single(cores.Report().Cores).Chain);
            Assert.Single(_log.LinesWith($"PreCommit1 of s-t01000-2 labels on {_plan.Cores[0]}; everything else runs on {Rest}"));
        }

        Assert.Null(Assert.Single(cores.Report().Cores).Chain);
    }

    [Fact]
    public void A_core_that_is_taken_with_an_error_is_given_back()
    {
        LabelCores cores = new(new LabelCoreChoice([_plan.Cores[0].Cpu]), 0, new FailingLog(), names: _names);
        Assert.Throws<IOException>(() => cores.Take("s-t01000-1"));
        Assert.Null(Assert.Single(cores.Report().Cores).Chain);
        Assert.Equal(_allowed, ThreadAffinity.Of(0));
    }

    [Fact]
    public void A_label_thread_that_fails_leaves_the_core()
    {
        using (ILabelCore core = New().Take("s-t01000-1")!)
        {
            Assert.Throws<InvalidOperationException>(() => core.Run(() =>
            {
                Assert.Equal(Own, ThreadAffinity.Of(0));
                throw new InvalidOperationException();
            }));
            Assert.Equal(Rest, ThreadAffinity.Of(0));
        }

        Assert.Equal(_allowed, ThreadAffinity.Of(0));
    }

    [Fact]
    public void Without_cores_nothing_is_bound_and_the_reason_is_said_once()
    {
        LabelCores none = new(LabelCoreChoice.None, 0, _log, names: _names);
        Assert.InRange(none.Loops, 1, _allowed.Count);
        none.Announce();
        Assert.Null(none.Take("s-t01000-1"));
        Assert.Equal(_allowed, ThreadAffinity.Of(0));
        Assert.EndsWith("PreCommit1 has no cores of its own: --label-cores none", Assert.Single(_log.LinesWith("no cores of its own")).Trim(),
            StringComparison.Ordinal);
        Assert.Equal("--label-cores none", none.Report().Problem);
    }

    [Fact]
    public void The_plan_is_told_at_the_start()
    {
        LabelCores cores = New();
        cores.Announce();
        Assert.Equal(1, cores.Loops);
        Assert.Contains($"PreCommit1 labels on {_plan.Cores[0]}; {Rest} are left for everything else", _log.ToString(), StringComparison.Ordinal);
        LabelCoreReport report = cores.Report();
        Assert.Equal((null, Rest.ToString()), (report.Problem, report.Rest));
        Assert.Equal(new LabelCoreState(_plan.Cores[0].Cpu, _plan.Cores[0].Core.Threads.ToString(), _plan.Cores[0].Core.Cache.ToString(),
            _plan.Cores[0].Core.Node, null), Assert.Single(report.Cores));
    }

    private LabelCores New() => new(new LabelCoreChoice([_plan.Cores[0].Cpu]), 0, _log, names: _names);

    private static IEnumerable<int> Children() => ProcessThreads.OfFamily().Except(ProcessThreads.Own());

    /// <summary>The CPUs of threads, without those that have ended meanwhile.</summary>
    private static IEnumerable<CpuSet> Affinities(IEnumerable<int> threads)
    {
        foreach (int thread in threads)
        {
            CpuSet cpus;
            try
            {
                cpus = ThreadAffinity.Of(thread);
            }
            catch (IOException)
            {
                continue;
            }

            yield return cpus;
        }
    }

    /// <summary>A 2 KiB sector; its replica id, and the digests of its layers.</summary>
    private async Task<(Digest Replica, string[] Layers)> PreCommit1Async(SectorSealer sealer, string name)
    {
        byte[] data = new byte[2032];
        new Random(7).NextBytes(data);
        SectorPaths paths = new(_folder[name], _folder[$"{name}.sealed"], _folder[$"{name}.unsealed"]);
        PieceCommitment piece;
        await using (FileStream unsealed = new(paths.Unsealed!, FileMode.CreateNew, FileAccess.ReadWrite))
            piece = await sealer.WritePieceAsync(new MemoryStream(data), new UnpaddedSize(2032), unsealed, new PaddedSize(0), Token);
        SealIdentity identity = new(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1), Digest.FromHex(new string('1', 64)), 7);
        PreCommit1Output output = await sealer.PreCommit1Async(
            new StagedSector(identity, new SealTicket(Digest.FromHex(new string('2', 64))), paths, [piece]), null, Token);
        return (output.ReplicaId!.Value, [.. Directory.EnumerateFiles(paths.Cache, "*layer*").Order(StringComparer.Ordinal)
            .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A process that has started another one.</summary>
    private static Process Sleep()
    {
        Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 600 & echo; wait"]) { RedirectStandardOutput = true })!;
        // The line comes when both are there.
        process.StandardOutput.ReadLine();
        return process;
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(Token);
    }

    /// <summary>What was seen when a block was labelled.</summary>
    private sealed record Block(Digest Replica, string? Thread, CpuSet Own, CpuSet[] Others, string? Chain);

    private sealed class FailingLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => throw new IOException("the log is full");
    }
}
