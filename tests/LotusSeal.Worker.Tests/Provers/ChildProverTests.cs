using System.Diagnostics;
using System.Text;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Worker.Tests.Provers;

/// <summary>A prover that works, dies, hangs or says what it should not, in a process of its own.</summary>
public sealed class ChildProverTests : IDisposable
{
    private readonly RecordedLog _log = new();
    private readonly FakeTimeProvider _still = new();
    private readonly List<ChildProver> _provers = [];

    public void Dispose() => _provers.ForEach(prover => prover.Dispose());

    [Fact]
    public async Task One_process_makes_one_proof_after_the_other_and_keeps_what_it_has()
    {
        ChildProver prover = Make();
        string process = await SayAsync(prover, "process");
        Assert.Equal("1", await SayAsync(prover, "count"));
        Assert.Equal("2", await SayAsync(prover, "count"));
        Assert.Equal(process, await SayAsync(prover, "process"));
        // What is printed by mistake goes to the log, not between the messages.
        Assert.Equal("print by mistake", await SayAsync(prover, "print by mistake"));
        await Patience.UntilAsync("the log has it", () => _log.LinesWith("Prover: by mistake").Count == 1, _log.ToString);
        Assert.True(prover.ResidentMemory > 0);
    }

    [Fact]
    public async Task What_it_computes_with_is_known_also_when_it_changes()
    {
        ChildProver prover = Make();
        Assert.Null(prover.Backend);
        await SayAsync(prover, "count");
        Assert.Equal("nothing", prover.Backend);
        // It is told before the answer.
        await SayAsync(prover, "compute by hand");
        Assert.Equal("by hand", prover.Backend);
    }

    [Fact]
    public async Task After_two_that_were_lost_with_a_gpu_they_are_started_without()
    {
        using TemporaryFolder folder = new();
        string lives = folder["lives"];
        // It notes whether it may use GPUs, says that it has one, and dies of the request.
        ChildProver prover = Make(ProverChild.Shell($"echo \"GPUs off: $BELLMAN_NO_GPU\" >>'{lives}'; printf '"
            + "LS\\001\\000\\016\\000\\000\\000{\"Protocol\":5}LS\\011\\000\\020\\000\\000\\000{\"Name\":\"cuda(\"}'; head -c 1 >/dev/null; exit 9"));
        for (int life = 0; life < 3; life++)
        {
            Assert.Equal(life == 2, prover.AvoidsGpus);
            await Assert.ThrowsAsync<ChildLostException>(() => SayAsync(prover, "count"));
        }

        Assert.Equal(["GPUs off: ", "GPUs off: ", "GPUs off: true"], await File.ReadAllLinesAsync(lives, TestContext.Current.CancellationToken));
        Assert.Single(_log.LinesWith("started without GPUs"));
    }

    [Fact]
    public async Task The_kernel_takes_it_before_the_worker()
    {
        int own = int.Parse(await File.ReadAllTextAsync("/proc/self/oom_score_adj", TestContext.Current.CancellationToken));
        Assert.Equal(Math.Min(1000, own + 500), int.Parse(await SayAsync(Make(), "score")));
    }

    [Fact]
    public async Task A_refusal_and_a_fault_are_told_apart_and_cost_no_process()
    {
        ChildProver prover = Make();
        string process = await SayAsync(prover, "process");
        Assert.Equal("not this", (await Assert.ThrowsAsync<SealingException>(() => SayAsync(prover, "refuse not this"))).Message);
        ChildLostException broken = await Assert.ThrowsAsync<ChildLostException>(() => SayAsync(prover, "break something"));
        Assert.Contains("InvalidOperationException: something", broken.Message, StringComparison.Ordinal);
        Assert.Equal(process, await SayAsync(prover, "process"));
    }

    [Fact]
    public async Task A_second_proof_waits_for_the_first()
    {
        ChildProver prover = Make();
        using CancellationTokenSource cancel = new();
        Reports first = new(), second = new();
        Task<byte[]> running = ProverChild.AskAsync(prover, ProverChild.Wait, first, cancel.Token);
        await first.UntilAsync("waits");
        Task<byte[]> waiting = ProverChild.AskAsync(prover, "count", second);
        await second.UntilAsync("waits for the prover");
        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience.Limit));
        Assert.Equal("1", Encoding.ASCII.GetString(await waiting.WaitAsync(Patience.Limit)));
        Assert.Empty(_log.LinesWith("was lost"));
    }

    [Fact]
    public async Task A_proof_that_does_not_hear_its_cancellation_ends_with_its_process()
    {
        ChildProver prover = Make(timings: new ChildTimings { Cancel = TimeSpan.FromMilliseconds(50) });
        string process = await SayAsync(prover, "process");
        using CancellationTokenSource cancel = new();
        Task<byte[]> running = ProverChild.AskAsync(prover, ProverChild.Hang, cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience.Limit));
        Assert.NotEqual(process, await SayAsync(prover, "process"));
        Assert.Contains("did not end what was cancelled, and was killed", Assert.Single(_log.LinesWith("was lost")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 3", "it ended with code 3; its last words: its last word")]
    [InlineData("garbage", "it spoke wrongly: bytes that begin no message")]
    public async Task A_prover_that_ends_or_speaks_wrongly_costs_one_proof(string word, string reason)
    {
        ChildProver prover = Make();
        ChildLostException lost = await Assert.ThrowsAsync<ChildLostException>(() => SayAsync(prover, word));
        Assert.StartsWith($"the prover was lost: {reason}", lost.Message, StringComparison.Ordinal);
        Assert.Equal("1", await SayAsync(prover, "count"));
    }

    [Fact]
    public async Task A_killed_prover_is_told_with_what_that_means()
    {
        ChildProver prover = Make();
        int process = int.Parse(await SayAsync(prover, "process"));
        Reports reports = new();
        Task<byte[]> running = ProverChild.AskAsync(prover, ProverChild.Wait, reports);
        await reports.UntilAsync("waits");
        Signal.TrySend(process, Signal.Kill);
        ChildLostException lost = await Assert.ThrowsAsync<ChildLostException>(() => running.WaitAsync(Patience.Limit));
        Assert.Equal("the prover was lost: it was killed (signal 9), as the kernel does when memory is short", lost.Message);
    }

    [Fact]
    public async Task A_prover_killed_between_two_proofs_is_replaced_without_a_word()
    {
        ChildProver prover = Make();
        int process = int.Parse(await SayAsync(prover, "process"));
        Signal.TrySend(process, Signal.Kill);
        await Patience.UntilAsync("it is gone", () => prover.ResidentMemory == 0);
        Assert.Equal("1", await SayAsync(prover, "count"));
    }

    [Fact]
    public async Task A_prover_that_hangs_as_a_whole_is_killed_after_a_while()
    {
        ChildProver prover = Make(clock: _still);
        int process = int.Parse(await SayAsync(prover, "process"));
        Task<byte[]> running = ProverChild.AskAsync(prover, ProverChild.Freeze);
        await Patience.UntilAsync("it stands still", () => File.ReadAllText($"/proc/{process}/stat").Contains(") T ", StringComparison.Ordinal));
        await Patience.UntilAsync("its silence is seen", () =>
        {
            _still.Advance(TimeSpan.FromSeconds(20));
            return running.IsCompleted;
        });
        ChildLostException lost = await Assert.ThrowsAsync<ChildLostException>(() => running);
        Assert.Contains("it said nothing for 60 s, and was killed", lost.Message, StringComparison.Ordinal);
        Assert.Equal("1", await SayAsync(prover, "count"));
    }

    [Theory]
    [InlineData("echo no luck >&2; exit 5", "ended at its start: it ended with code 5; its last words: no luck")]
    [InlineData("echo Hello and welcome", "ended at its start: it spoke wrongly: bytes that begin no message: 48656c6c")]
    [InlineData("printf 'LS\\001\\000\\016\\000\\000\\000{\"Protocol\":9}'; exec sleep 1000", "protocol 9, not 5): restart the worker")]
    public async Task A_program_that_is_no_prover_is_told(string script, string reason)
    {
        ChildLostException lost = await Assert.ThrowsAsync<ChildLostException>(() => SayAsync(Make(ProverChild.Shell(script)), "count"));
        Assert.Contains(reason, lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told()
    {
        ChildProgram nothing = new("prover", "/nowhere/prover", [], new Dictionary<string, string>());
        ChildLostException lost = await Assert.ThrowsAsync<ChildLostException>(() => SayAsync(Make(nothing), "count"));
        Assert.Contains("/nowhere/prover cannot be started", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_says_nothing_is_not_waited_for_for_ever()
    {
        Task<string> asked = SayAsync(Make(ProverChild.Shell("exec sleep 1000"), clock: _still), "count");
        await Patience.UntilAsync("its silence is seen", () =>
        {
            _still.Advance(TimeSpan.FromSeconds(20));
            return asked.IsCompleted;
        });
        Assert.Contains("it said nothing for 60 s, and was killed", (await Assert.ThrowsAsync<ChildLostException>(() => asked)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_program_that_does_not_end_is_given_up()
    {
        // Its pipes stay open, in the hands of another one, as those of a process that a driver holds in the kernel.
        using TemporaryFolder folder = new();
        Task<string> asked = SayAsync(Make(ProverChild.Shell($"sleep 1000 & echo $! >'{folder["other"]}'; exec sleep 1000"), clock: _still), "count");
        await Patience.UntilAsync("both run", () => File.Exists(folder["other"]) && File.ReadAllText(folder["other"]).EndsWith('\n'));
        await Patience.UntilAsync("it is given up", () =>
        {
            _still.Advance(TimeSpan.FromSeconds(10));
            return asked.IsCompleted;
        });
        Signal.TrySend(int.Parse(File.ReadAllText(folder["other"])), Signal.Kill);
        Assert.Equal("the prover ended at its start: it said nothing for 60 s, was killed, and does not end",
            (await Assert.ThrowsAsync<ChildLostException>(() => asked)).Message);
    }

    [Fact]
    public async Task A_limit_of_memory_costs_one_proof_and_the_next_one_has_a_fresh_process()
    {
        // 3 GiB of addresses: enough to start the framework on any machine, too little for what is asked for.
        ChildProver prover = Make(ProverChild.Program(memoryLimit: 3 << 20));
        string process = await SayAsync(prover, "process");
        ChildLostException lost = await Assert.ThrowsAsync<ChildLostException>(() => SayAsync(prover, ProverChild.Fill));
        Assert.Contains("memory", lost.Message, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(process, await SayAsync(prover, "process"));
    }

    [Fact]
    public async Task An_idle_prover_ends_and_comes_back_when_it_is_needed()
    {
        ChildProver prover = Make(clock: _still);
        string process = await SayAsync(prover, "process");
        _still.Advance(new ChildTimings().Idle);
        await Patience.UntilAsync("its memory is free", () => _log.LinesWith("its memory is free").Count == 1, _log.ToString);
        await Patience.UntilAsync("its process is gone", () => ProcessState.IsGone(int.Parse(process)));
        Assert.NotEqual(process, await SayAsync(prover, "process"));
        Assert.Empty(_log.LinesWith("was lost"));
    }

    [Fact]
    public async Task The_end_of_its_owner_ends_a_prover_in_the_middle_of_a_proof()
    {
        ChildProver prover = Make();
        int process = int.Parse(await SayAsync(prover, "process"));
        Reports reports = new();
        Task<byte[]> running = ProverChild.AskAsync(prover, ProverChild.Wait, reports);
        await reports.UntilAsync("waits");
        prover.Dispose();
        await Assert.ThrowsAsync<ChildLostException>(() => running.WaitAsync(Patience.Limit));
        await Patience.UntilAsync("its process is gone", () => ProcessState.IsGone(process));
    }

    [Theory]
    [InlineData(ProverChild.Wait)]
    [InlineData(ProverChild.Hang)]
    [InlineData(ProverChild.Freeze)]
    public async Task Kill_9_of_the_worker_leaves_no_prover_and_it_never_knew_a_token(string word)
    {
        using Process worker = ProverChild.StartWorker(word, new Dictionary<string, string> { ["MINER_API_INFO"] = "secret:/ip4/127.0.0.1" });
        int process = int.Parse((await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        Assert.False(ProcessState.IsGone(process));
        string variables = await File.ReadAllTextAsync($"/proc/{process}/environ", TestContext.Current.CancellationToken);
        Assert.Contains("PATH=", variables, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", variables, StringComparison.Ordinal);
        worker.Kill();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Patience.UntilAsync("its prover is gone", () => ProcessState.IsGone(process));
    }

    private ChildProver Make(ChildProgram? program = null, ChildTimings? timings = null, TimeProvider? clock = null)
    {
        ChildProver prover = new(program ?? ProverChild.Program(), timings ?? new ChildTimings(), clock ?? TimeProvider.System, _log);
        _provers.Add(prover);
        return prover;
    }

    private static async Task<string> SayAsync(ChildProver prover, string word) =>
        Encoding.ASCII.GetString(await ProverChild.AskAsync(prover, word, cancellationToken: TestContext.Current.CancellationToken)
            .WaitAsync(Patience.Limit));

    /// <summary>Keeps the steps that were reported.</summary>
    private sealed class Reports : IProgress<PhaseProgress>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _steps = new();

        public void Report(PhaseProgress value) => _steps.Enqueue(value.Step);

        public Task UntilAsync(string step) =>
            Patience.UntilAsync($"the step '{step}'", () => _steps.Contains(step), () => string.Join('\n', _steps));
    }
}
