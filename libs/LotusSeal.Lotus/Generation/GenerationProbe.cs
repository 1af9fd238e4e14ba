using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Generation;

/// <summary>Asks a miner for its API version (protocol spec 8.1).</summary>
public static class GenerationProbe
{
    /// <summary>Miner API 1.5.0.</summary>
    public const uint CurrentMinerVersion = 1 << 16 | 5 << 8;

    /// <summary>Worker API 1.7.0, what <c>Version</c> of a worker answers.</summary>
    public const uint CurrentWorkerVersion = 1 << 16 | 7 << 8;

    /// <summary>API 0.3.0 of miner and worker.</summary>
    public const uint V0Version = 3 << 8;

    /// <summary>Calls <c>Version</c> over POST, which both generations answer.</summary>
    /// <exception cref="RpcException">The version is neither; or the miner answered with an error.</exception>
    /// <exception cref="RpcTransportException">The miner cannot be reached or refuses the token.</exception>
    public static async Task<LotusGeneration> DetectAsync(ApiInfo miner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(miner);
        RpcConnection connection = RpcConnection.Open(miner.ToHttp());
        await using (connection)
        {
            NodeVersion version = await connection.As<IMinerApi>().VersionAsync(cancellationToken);
            return Of(version?.ApiVersion ?? 0);
        }
    }

    /// <summary>The generation of a miner's API version; the patch level does not count.</summary>
    /// <exception cref="RpcException">It is neither.</exception>
    public static LotusGeneration Of(uint apiVersion) => (apiVersion >> 8) switch
    {
        CurrentMinerVersion >> 8 => LotusGeneration.Current,
        V0Version >> 8 => LotusGeneration.V0,
        _ => throw new RpcException(
            $"lotus-miner API version doesn't match: expected 1.5.x (lotus-miner) or 0.3.x (v0.3.0), the miner has {Text(apiVersion)}"),
    };

    /// <summary>Text of a version number, for example <c>1.5.0</c>.</summary>
    public static string Text(uint apiVersion) => $"{apiVersion >> 16}.{(apiVersion >> 8) & 255}.{apiVersion & 255}";
}
