using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Worker.Tests.Calls;

/// <summary>When results are tried again, on a clock of the test.</summary>
public sealed class ResultDeliveryTests : IAsyncLifetime
{
    private static readonly DeliverySettings Settings = new();
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly CancellationTokenSource _stop = new();
    private SteppedClock _clock = null!;
    private FakeMiner _miner = null!;
    private RpcConnection _connection = null!;
    private CallStore _store = null!;
    private ResultDelivery _delivery = null!;
    private Task _running = null!;

    public async ValueTask InitializeAsync()
    {
        _clock = new SteppedClock(_time);
        _miner = await FakeMiner.StartAsync();
        _connection = RpcConnection.Open(new ApiInfo(FakeMiner.Token, _miner.Url));
        _store = CallStore.Open(_folder["calls.db"], _clock);
        _delivery = new ResultDelivery(_store, Settings, new WorkerMetrics(),
            NullLogger<ResultDelivery>.Instance, _clock);
        _running = _delivery.RunAsync(new WireReturns(_connection), _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _store.Dispose();
        await _connection.DisposeAsync();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_step_of_the_wall_clock_delays_no_result(int hours)
    {
        int attempts = 0;
        _miner.Script = call => Interlocked.Increment(ref attempts) == 1 ? throw new RpcException("not now") : Task.CompletedTask;
        CallId call = Finish();
        Task tried = _delivery.AttemptAllAsync(CancellationToken.None);
        await tried.WaitAsync(Patience.Limit);
        _clock.Step = TimeSpan.FromHours(hours);
        Task<ReturnedCall> returned = _miner.ReturnOf(call);
        // Less than a step in all, however often the loop looks.
        for (TimeSpan waited = TimeSpan.Zero; !returned.IsCompleted && waited < TimeSpan.FromMinutes(30); waited += Settings.RetryDelay)
        {
            _time.Advance(Settings.RetryDelay);
            await Task.WhenAny(returned, Task.Delay(20));
        }

        Assert.Null((await returned).Error);
    }

    [Fact]
    public async Task The_age_of_a_waiting_result_grows_with_time_and_not_with_the_wall_clock()
    {
        _miner.Script = _ => throw new RpcException("not now");
        Finish();
        await _delivery.AttemptAllAsync(CancellationToken.None).WaitAsync(Patience.Limit);
        _clock.Step = TimeSpan.FromHours(-1);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), _delivery.OldestAge);
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(_delivery.Waiting()).Age);
    }

    [Fact]
    public async Task The_age_of_a_result_of_an_earlier_process_counts_from_its_date()
    {
        _miner.Script = _ => throw new RpcException("not now");
        CallId call = Finish(add: false);
        _time.Advance(TimeSpan.FromHours(2));
        _delivery.Add(Assert.Single(_store.List()));
        Assert.Equal(call, Assert.Single(_delivery.Waiting()).Entry.Call);
        Assert.Equal(TimeSpan.FromHours(2), _delivery.OldestAge);
        await Task.CompletedTask;
    }

    private CallId Finish(bool add = true)
    {
        CallId call = new(new SectorId(1000, 3), Guid.NewGuid());
        _store.Accept(call, TaskCatalog.PreCommit1);
        _store.StoreResult(call, CallResult.Success(RawJson.Of(new byte[10])));
        if (add) _delivery.Add(Assert.Single(_store.List()));
        return call;
    }
}
