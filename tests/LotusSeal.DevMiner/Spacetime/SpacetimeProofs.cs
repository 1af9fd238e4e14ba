using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>All that a miner does about proofs of spacetime.</summary>
internal sealed class SpacetimeProofs : IAsyncDisposable
{
    /// <summary>How long a window that is asked for is open where none are opened by the clock: a deadline of the chain.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(30);

    private readonly WindowProver _window;
    private readonly WinningProver _winning;
    private readonly ProvingLoop _loop;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="ledger">The sectors.</param>
    /// <param name="windows">Where windows are kept.</param>
    /// <param name="workers">Make the proofs.</param>
    /// <param name="keys">Verify them.</param>
    /// <param name="options">Period and clock.</param>
    /// <param name="logger">Log.</param>
    public SpacetimeProofs(SectorLedger ledger, WindowLedger windows, PostOperations workers, MinerKeys keys, DevMinerOptions options,
        ILogger logger)
    {
        Windows = windows;
        _limit = options.ProvingPeriod == TimeSpan.Zero ? DefaultLimit : options.ProvingPeriod;
        PostCheck check = new(keys);
        _window = new WindowProver(ledger, windows, workers, check, options.Time, logger);
        _winning = new WinningProver(ledger, workers, check, options.ActorId);
        _loop = new ProvingLoop(_window, options.ProvingPeriod, options.Time, logger, _stop.Token);
    }

    /// <summary>What became of windows.</summary>
    public WindowLedger Windows { get; }

    /// <summary>Opens a window now, behind one that is open, and has all sectors proved.</summary>
    /// <exception cref="InvalidDataException">There is no sector to prove.</exception>
    public async Task<WindowRecord> ProveWindowAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        return await _window.ProveAsync(_limit, either.Token) ?? throw new InvalidDataException("There is no sector to prove.");
    }

    /// <summary>Draws a sector and has a winning proof made of it.</summary>
    /// <exception cref="InvalidDataException">There is no sector or no worker, or the proof does not hold.</exception>
    public async Task<WinningReport> ProveWinningAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        return await _winning.ProveAsync(either.Token);
    }

    /// <summary>Gives up what is open; its record says so.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.Ended;
        await _window.DisposeAsync();
        _stop.Dispose();
    }
}
