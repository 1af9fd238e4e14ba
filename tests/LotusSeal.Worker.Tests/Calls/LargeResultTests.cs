using System.Security.Cryptography;
using System.Text;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tasks;
using LotusSeal.Worker.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Calls;

/// <summary>A Commit1 output as large as a non-interactive sector has it: from the job's thread over the store to a server that takes it.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class LargeResultTests : IAsyncLifetime
{
    private const string SizeVariable = "LOTUSSEAL_TEST_RESULT_MB";
    private static readonly int Size = int.Parse(Environment.GetEnvironmentVariable(SizeVariable) ?? "200") << 20;
    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource<(long Length, string Digest)> _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri _miner = new($"http://127.0.0.1:{LoopbackPort.Free()}/rpc/v0");
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(System.Net.IPAddress.Loopback, _miner.Port);
        });
        builder.Services.AddLogging();
        _app = builder.Build();
        _app.Run(TakeAsync);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_stored_and_delivered_byte_for_byte_and_never_lies_in_memory_a_second_time()
    {
        byte[] output = new byte[Size];
        new Random(4).NextBytes(output);
        using CallStore store = CallStore.Open(_folder["calls.db"]);
        await using RpcConnection connection = RpcConnection.Open(new ApiInfo("token", _miner));
        WorkerMetrics metrics = new();
        ResultDelivery delivery = new(store, new DeliverySettings(), metrics, NullLogger<ResultDelivery>.Instance);
        using TaskRunner runner = new(store, delivery, null!, ResourceTable.Load(_ => null), "w0", metrics, NullLogger<TaskRunner>.Instance);
        using CancellationTokenSource stop = new();

        long before = GC.GetTotalAllocatedBytes(precise: true);
        CallId call = await runner.SubmitAsync(new OutputTask(output));
        await runner.WaitQuietAsync(default).WaitAsync(Patience.Limit);
        Task running = delivery.RunAsync(new WireReturns(connection), stop.Token);
        (long length, string digest) = await _taken.Task.WaitAsync(Patience.Limit);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Size / 2);
        (long expectedLength, string expectedDigest) = Expected(call, output);
        Assert.Equal((expectedLength, expectedDigest), (length, digest));
        await Patience.UntilAsync("the call is forgotten", () => store.List().Count == 0);
        await stop.CancelAsync();
        await running;
    }

    private static (long Length, string Digest) Expected(CallId call, byte[] output)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        void Add(string text)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            hash.AppendData(bytes);
            length += bytes.Length;
        }

        string callJson = Encoding.UTF8.GetString(LotusJson.Serialize(call));
        Add($$"""{"jsonrpc":"2.0","id":1,"method":"Filecoin.ReturnSealCommit1","params":[{{callJson}},""" + "\"");
        for (int at = 0; at < output.Length; at += 3 << 16) Add(Convert.ToBase64String(output, at, Math.Min(3 << 16, output.Length - at)));
        Add("\",null]}");
        return (length, Convert.ToHexString(hash.GetHashAndReset()));
    }

    private async Task TakeAsync(HttpContext context)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int count; (count = await context.Request.Body.ReadAsync(buffer)) > 0; length += count) hash.AppendData(buffer, 0, count);
        _taken.TrySetResult((length, Convert.ToHexString(hash.GetHashAndReset())));
        await context.Response.WriteAsync("""{"jsonrpc":"2.0","id":1,"result":null}""");
    }

    private sealed class OutputTask(byte[] output) : SealTask<byte[]>(TaskCatalog.Commit1)
    {
        public override SectorId Sector => new(1000, 1);

        public override Task<byte[]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken) =>
            Task.FromResult(output);
    }
}
