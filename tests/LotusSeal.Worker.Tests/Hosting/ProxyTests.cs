using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>What goes through the proxy of the environment. Its variables are read once a process, so each case has a process of its own.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProxyTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SectorRef Sector = new(new SectorId(1000, 5), RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly TemporaryFolder _folder = new();
    private readonly Listener _proxy = new();

    private Dictionary<string, string> Variables => new[] { "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" }
        .ToDictionary(name => name, _ => $"http://{_proxy.Address}");

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_worker_goes_to_its_miner_and_to_other_workers_directly_and_to_a_url_through_the_proxy()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using Listener other = new(), outside = new();
        using Process child = DaemonChild.Start(miner.Url, _folder["repo"], variables: Variables);
        try
        {
            string url = await miner.Connected.Task.WaitAsync(Patience.Limit);
            Assert.Empty(_proxy.Requests);

            StorageInfo elsewhere = new("elsewhere", [$"http://{other.Address}/remote"], 10, 0, true, true, null, null, null, null, null, null);
            await miner.StorageAttachAsync(elsewhere, new FsStat(1 << 20, 1 << 20, 1 << 20, 0, 0, 0), None);
            await miner.StorageDeclareSectorAsync("elsewhere", Sector.Id, SectorFileType.Sealed, true, None);
            IWorkerApi api = RpcClient.Create<IWorkerApi>(new ApiInfo(FakeMiner.Token, new Uri(url)));
            await api.FetchAsync(Sector, SectorFileType.Sealed, PathType.Sealing, AcquireMode.Move, None);
            await Patience.UntilAsync("the worker asks the other one", () => !other.Requests.IsEmpty);
            Assert.StartsWith("GET /remote/sealed/s-t01000-5 ", other.Requests.First(), StringComparison.Ordinal);
            Assert.Empty(_proxy.Requests);

            await api.DataCidAsync(127, PieceReaders.Http(new Uri($"http://{outside.Address}/piece")), None);
            await Patience.UntilAsync("the piece is asked for", () => !_proxy.Requests.IsEmpty);
            Assert.StartsWith($"GET http://{outside.Address}/piece ", _proxy.Requests.First(), StringComparison.Ordinal);
            Assert.All(_proxy.Requests, request => Assert.DoesNotContain("Bearer", request, StringComparison.OrdinalIgnoreCase));
            Assert.Empty(outside.Requests);
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public async Task Calls_sockets_and_pushes_to_a_worker_go_there_directly()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        using Process child = PeerChild.Start(new Uri(worker.Daemon.Address.RpcUrl), Variables);
        try
        {
            await child.WaitForExitAsync().WaitAsync(Patience.Limit);
            Assert.Empty(_proxy.Requests);
            Assert.Equal(0, child.ExitCode);
        }
        finally
        {
            child.Kill();
        }
    }

    /// <summary>Notes the beginning of what each connection sends, and hangs up.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _loop;

        public Listener()
        {
            _listener.Start();
            _loop = AcceptAsync();
        }

        public EndPoint Address => _listener.LocalEndpoint;

        public ConcurrentQueue<string> Requests { get; } = new();

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _loop;
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync();
                    byte[] buffer = new byte[4096];
                    int count = await client.GetStream().ReadAsync(buffer);
                    Requests.Enqueue(Encoding.ASCII.GetString(buffer, 0, count));
                }
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException or IOException)
            {
                // The test is over.
            }
        }
    }
}
