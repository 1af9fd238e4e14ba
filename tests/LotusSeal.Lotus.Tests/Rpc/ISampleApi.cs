using System.Runtime.CompilerServices;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Tests.Rpc;

public partial interface ISampleApi
{
    [RpcMethod(Permission.Read)] Task<Guid> SessionAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<string> StorageInfoAsync(string id, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<ulong> ReadAsync(ulong size, PieceReader data, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<bool> KeepAsync(PieceReader data, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task NothingAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task FailAsync(string kind, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task WaitQuietAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<string> SectorAsync(SectorRef sector, PieceInfo[]? pieces, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin, OptionalParameters = 1)] Task<ulong> OptionalAsync(ulong first, ulong second, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] IAsyncEnumerable<int> CountAsync(int limit, CancellationToken cancellationToken);
}

internal sealed class SampleApi : ISampleApi
{
    public static readonly Guid Session = Guid.Parse("0b1f6b0e-8a53-4d0c-9b0e-1f2a3b4c5d6e");

    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource CountEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PieceReader? Kept { get; private set; }

    public Task<Guid> SessionAsync(CancellationToken cancellationToken) => Task.FromResult(Session);

    public Task<string> StorageInfoAsync(string id, CancellationToken cancellationToken) => Task.FromResult(id);

    public async Task<ulong> ReadAsync(ulong size, PieceReader data, CancellationToken cancellationToken)
    {
        await using Stream stream = await data.OpenAsync(cancellationToken);
        ulong sum = 0;
        byte[] buffer = new byte[4096];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            foreach (byte value in buffer.AsSpan(0, count)) sum += value + 1UL;
        }

        return sum;
    }

    public Task<bool> KeepAsync(PieceReader data, CancellationToken cancellationToken)
    {
        Kept = data;
        return Task.FromResult(true);
    }

    public Task NothingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task FailAsync(string kind, CancellationToken cancellationToken) => kind switch
    {
        "rpc" => throw new RpcException("worker disabled"),
        "code" => throw new RpcException(7, "out of gas"),
        "io" => throw new IOException("disk <full> & \"gone\""),
        _ => throw new InvalidCastException("slip"),
    };

    public async Task WaitQuietAsync(CancellationToken cancellationToken)
    {
        Waiting.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            Cancelled.TrySetResult();
        }
    }

    public Task<string> SectorAsync(SectorRef sector, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        Task.FromResult($"{sector.Id} {(int)sector.ProofType} {pieces?.Length ?? -1}");

    public Task<ulong> OptionalAsync(ulong first, ulong second, CancellationToken cancellationToken) => Task.FromResult(first * 10 + second);

    public async IAsyncEnumerable<int> CountAsync(int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (int i = 1; i <= limit; i++)
            {
                yield return i;
                await Task.Yield();
            }

            if (limit == 0) await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            CountEnded.TrySetResult();
        }
    }
}
