using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class CancelJobCommandTests : IDisposable
{
    private const string Call = "1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d";
    private readonly CommandRun _run = new();
    private readonly RecordingApi _worker;

    public CancelJobCommandTests()
    {
        _run.Environment["WORKER_API_INFO"] = "secret-token:/ip4/10.0.0.7/tcp/3456/http";
        (IWorkerApi api, _worker) = RecordingApi.Create<IWorkerApi>();
        _run.Connector.Apis.Add(api);
        _run.Connector.Jobs = Jobs(Job(Call, JobReport.RunningState), Job("1000-9-a1b2c3d4-61bd-45a5-bc08-af05f1c26e5d", JobReport.QueuedState));
    }

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("76081ba0")]
    [InlineData("76081BA0-61bd")]
    [InlineData(Call)]
    public async Task A_job_is_cancelled_by_what_the_list_shows(string shown)
    {
        Assert.Equal(0, await _run.RunAsync("jobs", "cancel", shown));
        Assert.Equal([$"JobCancel({Call})"], _worker.Calls);
        Assert.Equal($"cancelled PC1 1000/9, call {Call}; the miner is told that it failed\n", _run.Output);
    }

    [Theory]
    [InlineData("0badcafe")]
    [InlineData("7608")]
    public async Task An_unknown_call_is_named_and_nothing_is_cancelled(string unknown)
    {
        Assert.Equal($"error: no call '{unknown}' is open on w0; 'jobs' lists what is.", await _run.FailAsync(1, "jobs", "cancel", unknown));
        Assert.Empty(_worker.Calls);
    }

    [Fact]
    public async Task A_finished_call_is_not_cancelled()
    {
        _run.Connector.Jobs = Jobs(Job(Call, JobReport.UndeliveredState));
        Assert.Contains("its result waits for the miner", await _run.FailAsync(1, "jobs", "cancel", Call), StringComparison.Ordinal);
        Assert.Empty(_worker.Calls);
    }

    [Fact]
    public async Task An_id_of_two_calls_is_refused_with_both()
    {
        string other = Call.Replace("af05", "bf05", StringComparison.Ordinal);
        _run.Connector.Jobs = Jobs(Job(Call, JobReport.RunningState), Job(other, JobReport.RunningState));
        Assert.Contains($"{Call} and {other}", await _run.FailAsync(1, "jobs", "cancel", "76081ba0"), StringComparison.Ordinal);
        Assert.Empty(_worker.Calls);
    }

    [Fact]
    public async Task A_call_that_ends_meanwhile_is_one_line()
    {
        _worker.Results["JobCancel"] = new RpcException($"call {Call} is not open on w0");
        Assert.Equal($"error: call {Call} is not open on w0", await _run.FailAsync(1, "jobs", "cancel", "76081ba0"));
    }

    private static JobList Jobs(params JobReport[] jobs) => new("w0", Guid.Empty, true, jobs);

    private static JobReport Job(string call, string state) =>
        new(call, 1000, 9, TaskTypes.PreCommit1, "PC1", state, "", 0, 0, "", 0, null, 12, null);
}
