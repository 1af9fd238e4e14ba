using System.Security.Cryptography.X509Certificates;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Operator.Mirror.Credentials;
using LotusSeal.Operator.Mirror.Observability;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>Asks one miner with one token. Each question has a deadline for all of its answer, so that one that comes in drops ends too.</summary>
internal sealed class MinerPeer : IAsyncDisposable
{
    /// <summary>A list of a million sectors has some 60 MB; an operator has a few hundred.</summary>
    private const long LongestAnswer = 96L << 20;

    private readonly MinerKey _key;
    private readonly MinerSeries _series;
    private readonly TimeProvider _time;
    private readonly RpcConnection _connection;
    private readonly X509Certificate2Collection? _authorities;

    public MinerPeer(MinerKey key, MinerSeries series, TimeProvider time)
    {
        (_key, _series, _time) = (key, series, time);
        _authorities = key.Authorities is { } pem ? DataReaders.Certificates(pem) : null;
        RpcClientOptions options = new()
        {
            // The deadlines are below: those of the client start anew with each byte.
            Deadline = Timeout.InfiniteTimeSpan,
            Time = time,
            MaxResponseBytes = LongestAnswer,
            TrustedAuthorities = _authorities,
        };
        _connection = RpcConnection.Open(new ApiInfo(key.Token, key.Url).ToHttp(), options);
        Miner = _connection.As<IMinerApi>();
        Admin = _connection.As<IMinerAdminApi>();
    }

    public IMinerApi Miner { get; }

    public IMinerAdminApi Admin { get; }

    /// <summary>Where it is, for messages.</summary>
    public string Address => _key.Address;

    public string Token => _key.Token;

    /// <summary>Asks one question.</summary>
    /// <param name="method">Its name, for messages and metrics.</param>
    /// <param name="ask">Asks it.</param>
    /// <param name="deadline">How long the answer may take.</param>
    /// <param name="stop">Ends the question.</param>
    /// <exception cref="MinerFault">There was no answer, or the token does not do.</exception>
    /// <exception cref="RpcException">The answer is an error of the method itself.</exception>
    public async Task<T> AskAsync<T>(string method, Func<CancellationToken, Task<T>> ask, TimeSpan deadline, CancellationToken stop)
    {
        using CancellationTokenSource timer = new(deadline, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        long start = _time.GetTimestamp();
        string result = "ok";
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            result = "timeout";
            throw FaultReader.TimedOut(method, Address);
        }
        catch (RpcTransportException error) when (!stop.IsCancellationRequested)
        {
            MinerFault fault = FaultReader.Read(error, method, Address);
            result = ResultOf(fault);
            throw fault;
        }
        catch (RpcException error)
        {
            MinerFault fault = FaultReader.Read(error, method, Address);
            result = fault.Credentials is null ? "error" : ResultOf(fault);
            if (fault.Credentials is not null) throw fault;
            throw;
        }
        catch
        {
            result = "cancelled";
            throw;
        }
        finally
        {
            _series.Asked(method, result, _time.GetElapsedTime(start));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        foreach (X509Certificate2 authority in _authorities ?? []) authority.Dispose();
    }

    private static string ResultOf(MinerFault fault) => fault switch
    {
        { Credentials: not null } => "refused",
        { Problem.Kind: Observed.MinerProblemKind.TimedOut } => "timeout",
        { Problem.Kind: Observed.MinerProblemKind.VersionMismatch } => "malformed",
        _ => "unreachable",
    };
}
