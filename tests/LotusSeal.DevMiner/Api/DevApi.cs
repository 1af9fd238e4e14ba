using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Spacetime;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Api;

/// <summary>Sealing files, unsealing, proofs, and faults; the same for both generations.</summary>
internal sealed class DevApi(DevMinerHost host, SectorPipeline pipeline, FaultSwitch faults,
    Func<ulong, string?, CancellationToken, Task<UnsealReport>> unseal, SectorChallenger challenger, SpacetimeProofs? spacetime) : IDevMinerApi
{
    // The answer to the order itself is on its way first; without the pause the caller could not tell that it was taken.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(100);

    public Task<SectorId> DevSealFilesAsync(string[] files, CancellationToken cancellationToken)
    {
        if (files.Length == 0) throw new RpcException("no files are named");
        try
        {
            return Task.FromResult(pipeline.SealFiles(files));
        }
        catch (Exception refused) when (refused is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RpcException(refused.Message, refused);
        }
    }

    public Task DevSnapUpAsync(ulong sector, string[] files, CancellationToken cancellationToken)
    {
        if (files.Length == 0) throw new RpcException("no files are named");
        try
        {
            pipeline.SnapUp(sector, files);
            return Task.CompletedTask;
        }
        catch (Exception refused) when (refused is ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new RpcException(refused.Message, refused);
        }
    }

    public async Task<UnsealReport> DevUnsealAsync(ulong sector, string? outputFile, CancellationToken cancellationToken)
    {
        try
        {
            return await unseal(sector, string.IsNullOrEmpty(outputFile) ? null : outputFile, cancellationToken);
        }
        catch (Exception refused)
            when (refused is InvalidDataException or IOException or UnauthorizedAccessException or HttpRequestException or Calls.CallFailedException)
        {
            throw new RpcException(refused.Message, refused);
        }
    }

    public Task<ProveReport> DevProveAsync(ulong sector, CancellationToken cancellationToken) =>
        ProveAsync(() => challenger.ProveAsync(sector, cancellationToken));

    public Task<WindowRecord> DevWindowProveAsync(CancellationToken cancellationToken) =>
        ProveAsync(() => Spacetime.ProveWindowAsync(cancellationToken));

    public Task<WindowRecord[]?> DevWindowListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<WindowRecord[]?>([.. Spacetime.Windows.All()]);

    public Task<WinningReport> DevWinningProveAsync(CancellationToken cancellationToken) =>
        ProveAsync(() => Spacetime.ProveWinningAsync(cancellationToken));

    public Task DevFaultSetAsync(string kind, string method, int count, int delayMilliseconds, string message, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse(kind, ignoreCase: true, out FaultKind parsed) || !Enum.IsDefined(parsed))
            throw new RpcException($"'{kind}' is no fault; there are {string.Join(", ", Enum.GetNames<FaultKind>())}");
        try
        {
            faults.Set(new FaultRule(parsed, method, count, delayMilliseconds, message));
            return Task.CompletedTask;
        }
        catch (ArgumentException refused)
        {
            throw new RpcException(refused.Message, refused);
        }
    }

    public Task DevFaultClearAsync(CancellationToken cancellationToken)
    {
        faults.Clear();
        return Task.CompletedTask;
    }

    public Task<string[]?> DevFaultListAsync(CancellationToken cancellationToken) => Task.FromResult<string[]?>(
        [.. faults.Rules.Select(rule => $"{rule.Kind} {rule.Method} count {rule.Count}"
            + (rule.Kind == FaultKind.Delay ? $" delay {rule.DelayMilliseconds} ms" : ""))]);

    public Task DevFaultCutAsync(int milliseconds, CancellationToken cancellationToken)
    {
        if (milliseconds < 0) throw new RpcException($"a cut cannot last {milliseconds} ms");
        _ = host.CutAsync(AnswerTime, TimeSpan.FromMilliseconds(milliseconds));
        return Task.CompletedTask;
    }

    public Task DevFaultRestartAsync(int downMilliseconds, CancellationToken cancellationToken)
    {
        if (downMilliseconds < 0) throw new RpcException($"a miner cannot be down for {downMilliseconds} ms");
        host.RequestRestart(AnswerTime, TimeSpan.FromMilliseconds(downMilliseconds));
        return Task.CompletedTask;
    }

    private SpacetimeProofs Spacetime => spacetime ?? throw new RpcException("workers of v0.3.0 make no proofs of spacetime");

    private static async Task<T> ProveAsync<T>(Func<Task<T>> prove)
    {
        try
        {
            return await prove();
        }
        catch (InvalidDataException refused)
        {
            throw new RpcException(refused.Message, refused);
        }
    }
}
