using LotusSeal.Lotus.Api;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>Where the miner of a pool is, seen from the operator.</summary>
internal static class MinerUrl
{
    private const string Self = "localhost";

    /// <summary>
    /// Reads an address. A name without a dot is that of a Service in the pool's namespace, as it is for the pool's workers; the operator lives in
    /// another one, where the same name leads nowhere, or to another miner.
    /// </summary>
    /// <param name="address">As the pool has it.</param>
    /// <param name="space">Namespace of the pool.</param>
    /// <returns>Null when it is no address.</returns>
    public static Uri? Of(string address, string space)
    {
        try
        {
            return ApiInfo.Parse(address).ToHttp() is { Token: null } info ? InNamespace(info.Url, space) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Uri InNamespace(Uri url, string space)
    {
        if (url.HostNameType != UriHostNameType.Dns || url.Host == Self || url.Host.Contains('.', StringComparison.Ordinal)) return url;
        return new UriBuilder(url) { Host = $"{url.Host}.{space}.svc" }.Uri;
    }
}
