using LotusSeal.Lotus.Api;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Address and token of the miner as they were read last. They are read again while the miner is waited for and whenever it is lost: a miner that
/// starts writes both into its repository, with another port or another token than before.
/// </summary>
/// <param name="find">Reads them; fails as <see cref="MinerLocator.Locate"/> does.</param>
/// <param name="logger">Told when they are others.</param>
internal sealed class MinerWhereabouts(Func<ApiInfo> find, ILogger logger)
{
    private readonly Lock _gate = new();
    private volatile ApiInfo? _known;

    /// <summary>What was read last, null before the first success.</summary>
    public ApiInfo? Known => _known;

    /// <summary>The token for calls to the miner and to its other workers; null when there is none.</summary>
    public string? Token => _known?.Token;

    /// <summary>Reads again; what was known stays when there is nothing to be read.</summary>
    /// <returns>Whether address or token changed, and why nothing could be read (null when it could).</returns>
    public (bool Changed, string? Problem) Look()
    {
        try
        {
            ApiInfo found = find();
            lock (_gate)
            {
                if (found == _known) return (false, null);
                if (_known is not null) logger.MinerMoved(found.ToString());
                _known = found;
                return (true, null);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return (false, e.Message);
        }
    }
}
