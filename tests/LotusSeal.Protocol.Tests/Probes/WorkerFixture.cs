using System.Text;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>A worker process with the unsealed file and the cache of sector 0, for requests made by hand.</summary>
public sealed class WorkerFixture : IAsyncLifetime
{
    private const string Sector = "{\"ID\":{\"Miner\":1002,\"Number\":0},\"ProofType\":5}";
    private const string Ticket = "3WuwuMxb3fLdVV9zIY7aCqH+8HTmfZW+VgcMfXKEBXE=";
    private const string ZeroPiece = "[{\"Size\":2048,\"PieceCID\":{\"/\":\"baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy\"}}]";
    private readonly TemporaryFolder _folder = new();
    private WorkerUnderTest _worker = null!;

    internal RecordedMinerServer Miner { get; private set; } = null!;

    internal WorkerClient Client { get; private set; } = null!;

    internal Aliases Aliases { get; } = new();

    internal string ReadToken { get; } = Tokens.Create("read");

    /// <summary>Id of the worker's storage path.</summary>
    internal string PathId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Miner = await RecordedMinerServer.StartAsync();
        Miner.OtherTokens[ReadToken] = ["read"];
        string address = WorkerUnderTest.FreeAddress();
        Client = new WorkerClient(address, Miner.Log);
        Aliases.Add(address, RecordedNames.WorkerAddress);
        _worker = new WorkerUnderTest(_folder["worker"], address, Miner).Start();
        await Miner.Log.WaitAsync("WorkerConnect", message => message.Rpc == "WorkerConnect", TimeSpan.FromSeconds(40));
        PathId = Miner.Index.Paths[0].Id;
        await AddStoreAsync();
        await RunAsync("AddPiece", $"[{Sector},[],2032,{{\"Type\":\"null\",\"Info\":\"2032\"}}]");
        await RunAsync("SealPreCommit1", $"[{Sector},\"{Ticket}\",{ZeroPiece}]");
    }

    /// <summary>The Return of a task.</summary>
    internal async Task<Exchange> WaitForReturnAsync(string callId) =>
        new(await Miner.Log.WaitAsync($"Return of {callId}",
            message => message is { Kind: MessageKind.HttpRequest, Link: Link.Miner } && Traffic.IsReturn(message.Rpc)
            && Traffic.ReturnedCallId(new Exchange(message, null)) == callId, TimeSpan.FromSeconds(40)), null);

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        Client.Dispose();
        await Miner.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The recorded worker had a long-term path too.</summary>
    private async Task AddStoreAsync()
    {
        string store = _folder["store"];
        Directory.CreateDirectory(store);
        await File.WriteAllTextAsync(Path.Combine(store, "sectorstore.json"),
            $$"""{"ID":"{{Guid.NewGuid()}}","Weight":20,"CanSeal":false,"CanStore":true,"MaxStorage":0,"Groups":null,"AllowTo":null,"AllowTypes":null,"DenyTypes":null}""");
        Exchange added = await Client.SendAsync("POST", "/rpc/v0",
            [new Header("Authorization", $"Bearer {Miner.DialToken}"), new Header("Content-Type", "application/json")],
            Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Filecoin.StorageAddLocal\",\"params\":[\"{store}\"]}}"),
            "StorageAddLocal");
        if (added.Result is null) throw new PlayException($"StorageAddLocal was answered with {added.Response?.Text}");
    }

    private async Task RunAsync(string rpc, string parameters)
    {
        Exchange call = await Client.SendAsync("POST", "/rpc/v0",
            [new Header("Authorization", $"Bearer {Miner.DialToken}"), new Header("Content-Type", "application/json")],
            Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Filecoin.{rpc}\",\"params\":{parameters}}}"), rpc);
        await WaitForReturnAsync(Traffic.CallIdOf(call)
            ?? throw new PlayException($"{rpc} was answered with {call.Response?.Text}\n{_worker.Log}"));
    }
}
