using System.Net;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Mirror.Tests.Support;

/// <summary>
/// A double of lotus-worker, which no test machine has: it tells no calls, and its WaitQuiet goes on when the connection has gone.
/// </summary>
internal sealed class ForeignWorker : UnsupportedWorkerApi, IAsyncDisposable
{
    public const string Token = "token";

    private readonly WebApplication _app;
    private TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waits, _waiting;

    private ForeignWorker()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        new RpcServer(new OwnTokenVerifier(Token, null)).Serve<Lotus.Api.IWorkerApi>(this).MapTo(_app);
    }

    /// <summary>How often it was asked to wait, and how many it waits for now.</summary>
    public (int Asked, int Now) Waits => (Volatile.Read(ref _waits), Volatile.Read(ref _waiting));

    public Guid Process { get; set; } = Guid.NewGuid();

    public IPEndPoint Address => new(IPAddress.Loopback, new Uri(_app.Urls.First()).Port);

    public static async Task<ForeignWorker> StartAsync()
    {
        ForeignWorker worker = new();
        await worker._app.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }

    /// <summary>It has nothing to do from now on.</summary>
    public void BeQuiet() => _quiet.TrySetResult();

    /// <summary>It has something to do from now on.</summary>
    public void BeBusy() => _quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task<Guid> ProcessSessionAsync(CancellationToken cancellationToken) => Task.FromResult(Process);

    public override Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(new() { [TaskTypes.PreCommit1] = new EmptyObject() });

    public override Task<Dictionary<string, string>?> StorageLocalAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, string>?>([]);

    public override Task<bool> EnabledAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public override Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task WaitQuietAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waits);
        Interlocked.Increment(ref _waiting);
        await _quiet.Task;
        Interlocked.Decrement(ref _waiting);
    }

    public async ValueTask DisposeAsync()
    {
        _quiet.TrySetResult();
        await _app.DisposeAsync();
    }
}
