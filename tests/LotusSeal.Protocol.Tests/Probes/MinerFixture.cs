using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>A development miner with a storage path, for requests made by hand.</summary>
public sealed class MinerFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal DevMinerHost Miner { get; private set; } = null!;

    internal WorkerClient Client { get; private set; } = null!;

    internal Aliases Aliases { get; } = new();

    internal string Token(Permission permissions) => Miner.Repository.Tokens.Issue(permissions);

    public async ValueTask InitializeAsync()
    {
        Miner = await DevMinerHost.StartAsync(new DevMinerOptions
        {
            RepositoryPath = _folder["miner"],
            StoragePath = _folder["storage"],
            ActorId = 1002,
            Pipeline = new PipelineOptions { VerifyProofs = false },
        });
        Client = new WorkerClient($"127.0.0.1:{Miner.Port}", new TrafficLog());
        Aliases.Add($"127.0.0.1:{Miner.Port}", RecordedNames.MinerAddress);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Miner.DisposeAsync();
        _folder.Dispose();
    }
}
