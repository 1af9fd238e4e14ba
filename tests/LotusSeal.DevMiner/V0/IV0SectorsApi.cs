using System.Text.Json.Nodes;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.V0;

/// <summary>The methods of today's admin API that commands need from a miner of v0.3.0 too.</summary>
public partial interface IV0SectorsApi
{
    /// <summary>Starts a sector of committed capacity.</summary>
    [RpcMethod(Permission.Write)] Task<SectorId> PledgeSectorAsync(CancellationToken cancellationToken);

    /// <summary>Sector numbers.</summary>
    [RpcMethod(Permission.Read)] Task<ulong[]?> SectorsListAsync(CancellationToken cancellationToken);

    /// <summary>One sector.</summary>
    [RpcMethod(Permission.Read)] Task<JsonNode> SectorsStatusAsync(ulong sector, bool showOnChain, CancellationToken cancellationToken);

    /// <summary>A token, as bytes.</summary>
    [RpcMethod(Permission.Admin)] Task<byte[]> AuthNewAsync(string[] permissions, CancellationToken cancellationToken);

    /// <summary>Ends the miner.</summary>
    [RpcMethod(Permission.Admin)] Task ShutdownAsync(CancellationToken cancellationToken);
}
