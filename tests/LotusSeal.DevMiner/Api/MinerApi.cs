using System.Text;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Api;

/// <summary>The miner's API of today (protocol spec 3.4, 3.5).</summary>
internal sealed partial class MinerApi(MinerServices services) : IMinerApi, IMinerAdminApi
{
    private const uint ApiVersion = 66816;
    private const ulong BlockDelaySeconds = 4;

    public Task<NodeVersion> VersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new NodeVersion("0.1.0+devminer", ApiVersion, BlockDelaySeconds, "lotus-seal-devminer"));

    public Task<string> ActorAddressAsync(CancellationToken cancellationToken) => Task.FromResult($"t0{services.Options.ActorId}");

    public Task<ulong> ActorSectorSizeAsync(string address, CancellationToken cancellationToken)
    {
        string number = address.StartsWith("t0", StringComparison.Ordinal) || address.StartsWith("f0", StringComparison.Ordinal) ? address[2..] : "";
        if (number != $"{services.Options.ActorId}") throw new RpcException($"actor {address} is not this miner's, t0{services.Options.ActorId}");
        return Task.FromResult(PoRepConfig.ForProof(services.Options.Pipeline.ProofType).SectorSize);
    }

    public Task<Guid> SessionAsync(CancellationToken cancellationToken) => Task.FromResult(services.Session);

    public Task<string[]?> AuthVerifyAsync(string token, CancellationToken cancellationToken) =>
        services.Repository.Tokens.Verify(token) is { } permissions
            ? Task.FromResult<string[]?>(PermissionNames.ToNames(permissions))
            : throw new RpcException("JWT Verification failed: the token is not one of this miner");

    public Task WorkerConnectAsync(string url, CancellationToken cancellationToken) => services.Connector.ConnectAsync(url, cancellationToken);

    public Task<byte[]> AuthNewAsync(string[] permissions, CancellationToken cancellationToken)
    {
        Permission granted = PermissionNames.Parse(permissions);
        if (granted == Permission.None) throw new RpcException("a token needs at least one of the permissions read, write, sign, admin");
        return Task.FromResult(Encoding.ASCII.GetBytes(services.Repository.Tokens.Issue(granted)));
    }

    public Task<SectorId> PledgeSectorAsync(CancellationToken cancellationToken) => Task.FromResult(services.Pipeline.Pledge());

    public async Task<PieceInfo> ComputeDataCidAsync(ulong unpaddedSize, PieceReader data, CancellationToken cancellationToken) =>
        await services.Operations.DataCidAsync(services.Options.Pipeline.ProofType, unpaddedSize, data, cancellationToken);

    public Task ShutdownAsync(CancellationToken cancellationToken)
    {
        services.Host.RequestStop();
        return Task.CompletedTask;
    }
}
