using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Another process that calls a worker in every way that a miner does: with POST, over a WebSocket, and with a pushed piece.</summary>
internal static class PeerChild
{
    private const string Role = "peer";

    /// <summary>Starts it; it ends with code 0 when every call was answered.</summary>
    public static Process Start(Uri worker, IReadOnlyDictionary<string, string> variables) =>
        ChildProcess.Start(Role, worker.ToString(), variables: variables);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, Run);

    /// <summary>Nothing here goes on on another thread: that one would wait for the module initializer that this runs in.</summary>
    private static int Run(string worker)
    {
        foreach (string scheme in (string[])["http", "ws"])
        {
            ApiInfo info = new(FakeMiner.Token, new UriBuilder(worker) { Scheme = scheme }.Uri);
            RpcConnection connection = RpcConnection.Open(info, new RpcClientOptions { Reconnect = false });
            PushReader piece = PieceReaders.Push(new MemoryStream(new byte[127]));
            connection.As<IWorkerApi>().DataCidAsync(127, piece, CancellationToken.None).GetAwaiter().GetResult();
            if (!piece.Completion.GetAwaiter().GetResult()) return 1;
            connection.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        return 0;
    }
}
