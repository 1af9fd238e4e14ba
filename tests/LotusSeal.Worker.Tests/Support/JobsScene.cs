using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A task runner without a miner whose tasks wait for the test, with its gauges; PC2 runs one at a time.</summary>
internal sealed class JobsScene : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CallStore _calls;
    private readonly List<GatedTask> _tasks = [];

    public JobsScene(ILoggerFactory? log = null)
    {
        log ??= NullLoggerFactory.Instance;
        _calls = CallStore.Open(_folder["calls.db"]);
        ResultDelivery delivery = new(_calls, new DeliverySettings(), Metrics, NullLogger<ResultDelivery>.Instance, Clock);
        ResourceTable resources = ResourceTable.Load(name => name == "PC2_MAX_CONCURRENT" ? "1" : null);
        Runner = new TaskRunner(_calls, delivery, null!, resources, "w0", Metrics, log.CreateLogger<TaskRunner>(), Clock);
        WorkerGauges.RegisterJobs(Metrics, Runner);
    }

    public WorkerMetrics Metrics { get; } = new();

    public TaskRunner Runner { get; }

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>Submits a task that waits.</summary>
    public async Task<GatedTask> SubmitAsync(string type)
    {
        GatedTask task = new(type, (ulong)_tasks.Count);
        _tasks.Add(task);
        await Runner.SubmitAsync(task);
        return task;
    }

    /// <summary>Submits a task of the test's making.</summary>
    public Task<CallId> SubmitAsync(GatedTask task)
    {
        _tasks.Add(task);
        return Runner.SubmitAsync(task);
    }

    /// <summary>From now on the store refuses every change, as on a full disk.</summary>
    public void RefuseWrites() => Change("""
        CREATE TRIGGER full_update BEFORE UPDATE ON calls BEGIN SELECT RAISE(ABORT, 'the disk is full'); END;
        CREATE TRIGGER full_insert BEFORE INSERT ON calls BEGIN SELECT RAISE(ABORT, 'the disk is full'); END;
        """);

    /// <summary>The store takes changes again.</summary>
    public void TakeWrites() => Change("DROP TRIGGER full_update; DROP TRIGGER full_insert;");

    /// <summary>Waits for the result of a call as it is in the store.</summary>
    public async Task<CallResult> ResultOf(CallId call)
    {
        await Patience.UntilAsync($"call {call} has a result", () => _calls.ReadResult(call) is not null);
        return _calls.ReadResult(call)!;
    }

    /// <summary>The row of a call.</summary>
    public CallEntry EntryOf(CallId call) => _calls.List().Single(entry => entry.Call == call);

    /// <summary>The job of a call as people see it.</summary>
    public JobReport JobOf(CallId call) => Runner.Jobs().Single(job => job.Entry.Call == call).Report();

    /// <summary>Submits a task and reports how far it came in ten seconds.</summary>
    public async Task RunTenSecondsAsync(string type, ulong done, ulong total)
    {
        IProgress<PhaseProgress> progress = await (await SubmitAsync(type)).Started;
        progress.Report(new PhaseProgress("step", 0, total, "nodes"));
        Clock.Advance(TimeSpan.FromSeconds(10));
        progress.Report(new PhaseProgress("step", done, total, "nodes"));
    }

    /// <summary>Lets every task end and waits until they have.</summary>
    public async Task FinishAsync()
    {
        foreach (GatedTask task in _tasks) task.Release();
        await Runner.WaitQuietAsync(CancellationToken.None);
    }

    private void Change(string statements)
    {
        using SqliteConnection connection = CallStoreFile.Connect(_folder["calls.db"]);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync();
        Runner.Dispose();
        _calls.Dispose();
        _folder.Dispose();
    }
}
