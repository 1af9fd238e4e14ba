using System.Net;
using System.Net.Sockets;
using System.Text;
using k8s;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Queue;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.KubeOps.Watcher;

namespace LotusSeal.KubeOps.Tests.Watcher;

/// <summary>Weighs the process, so that nothing else may run in it.</summary>
[Collection(nameof(WatchRestartTests))]
public sealed class WatchRestartTests
{
    private const int Few = 1_000, Many = 11_000;
    private const long Allowed = 1_000_000;

    [Fact]
    public async Task Watches_that_begin_anew_thousands_of_times_leave_nothing_behind()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int served = 0;
        Task serving = ServeAsync(listener, () => Interlocked.Increment(ref served));
        using ApiConnection connection = new(new KubernetesClientConfiguration { Host = $"http://{listener.LocalEndpoint}" }, TimeProvider.System);
        WatcherOptions options = new() { Pause = new BackOff(TimeSpan.FromTicks(1), TimeSpan.FromTicks(1)) };
        OperatorMetrics metrics = new(Prometheus.Metrics.NewCustomRegistry(), "test");
        using CancellationTokenSource stop = new();
        EntityWatcher<Gadget> watcher = new(new EntityClient<Gadget>(connection, Gadget.Definition), options, metrics, new LogLines());
        Task running = watcher.RunAsync(stop.Token);

        await Patience.UntilAsync("some watches", () => served > Few);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await Patience.UntilAsync("many watches", () => served > Many);
        // Other tests of the process hold memory for a while, too; what watches leave behind would only grow.
        long grown = 0;
        await Patience.UntilAsync($"less than {Allowed} bytes are held more than after {Few} watches",
            () => (grown = GC.GetTotalMemory(forceFullCollection: true) - before) < Allowed, () => $"{grown} bytes more after {served} watches");
        await stop.CancelAsync();
        await running;
        // A connection that was made for a watch that was stopped says nothing, and would be listened to until it is idle for too long.
        connection.Dispose();
        listener.Dispose();
        await serving;
    }

    /// <summary>Answers the first request with a list and every other one with one bookmark.</summary>
    private static async Task ServeAsync(TcpListener listener, Action served)
    {
        const string List = """{"metadata":{"resourceVersion":"1"},"items":[]}""";
        const string Line = """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"1"}}}""" + "\n";
        byte[] buffer = new byte[8192];
        try
        {
            while (true)
            {
                using Socket socket = await listener.AcceptSocketAsync();
                string request = Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
                string body = request.Contains("watch=1", StringComparison.Ordinal) ? Line : List;
                await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
                socket.Shutdown(SocketShutdown.Send);
                served();
            }
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }
}

/// <summary>A test that runs alone.</summary>
[CollectionDefinition(nameof(WatchRestartTests), DisableParallelization = true)]
public sealed class WatchRestartTestsCollection;
