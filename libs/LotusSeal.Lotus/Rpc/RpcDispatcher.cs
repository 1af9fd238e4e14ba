using System.Net;
using System.Text.Json;
using LotusSeal.Lotus.Auth;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Where a request came from.</summary>
internal sealed record RpcOrigin(Permission Permission, IPEndPoint? Peer, bool IsWebSocket);

/// <summary>Finds the method of a request, checks permission and parameters, runs it and maps what happens to an answer.</summary>
internal sealed class RpcDispatcher(RpcServerOptions options, PushStreams streams)
{
    private readonly Dictionary<string, (RpcMethod Method, object Implementation)> _methods = new(StringComparer.Ordinal);

    public void Add(RpcMethod method, object implementation)
    {
        if (!_methods.TryAdd(method.WireName, (method, implementation)))
            throw new ArgumentException($"{method.WireName} is served twice.", nameof(method));
    }

    /// <summary>Runs a request. Never throws, apart from cancellation by the caller's end of the connection.</summary>
    public async Task<RpcAnswer> DispatchAsync(RpcRequest request, RpcOrigin origin, CancellationToken cancellationToken)
    {
        if (request.Error is not null) return RpcAnswer.Failed(RpcId.None, RpcCodes.ParseError, request.Error);
        RpcCall call = new()
        {
            Method = request.Method,
            Params = options.Intercept is null || request.Params.ValueKind == JsonValueKind.Undefined ? default : request.Params.Clone(),
            Peer = origin.Peer,
            Permission = origin.Permission,
            IsWebSocket = origin.IsWebSocket,
        };
        RpcAnswer answer;
        try
        {
            if (options.Intercept is not null) await options.Intercept(call, cancellationToken);
            if (call.Fate == RpcCallFate.DropBefore) return new RpcAnswer { Id = request.Id, Drop = true };
            answer = await RunAsync(request, origin, cancellationToken);
        }
        catch (RpcUnansweredException)
        {
            return new RpcAnswer { Id = request.Id, Drop = true };
        }
        catch (Exception e)
        {
            RpcException error = ToError(request.Method, e);
            answer = new RpcAnswer { Id = request.Id, Error = error, IsSilent = request.Id.IsNone && RpcCodes.HttpStatus(error.Code) == 200 };
        }

        return call.Fate == RpcCallFate.DropAnswer ? answer with { Drop = true } : answer;
    }

    private async Task<RpcAnswer> RunAsync(RpcRequest request, RpcOrigin origin, CancellationToken cancellationToken)
    {
        if (!_methods.TryGetValue(request.Method, out (RpcMethod Method, object Implementation) entry))
            throw new RpcException(RpcCodes.MethodNotFound, $"method '{request.Method}' not found");
        RpcMethod method = entry.Method;
        if (method.IsChannel && !origin.IsWebSocket)
            throw new RpcException(RpcCodes.MethodNotFound, $"method '{request.Method}' not supported in this mode (no out channel support)");
        JsonElement[] parameters = Parameters(request, method);
        if (!origin.Permission.HasFlag(method.Permission))
        {
            string needed = PermissionNames.ToNames(method.Permission)[0];
            throw new RpcException($"missing permission to invoke '{method.Name}' (need '{needed}')");
        }

        ParameterDecoder decoder = new(streams);
        try
        {
            object?[] arguments = await decoder.DecodeAsync(method, parameters, cancellationToken);
            object outcome = method.Invoke(entry.Implementation, arguments, cancellationToken);
            if (outcome is IAsyncEnumerable<object?> channel) return new RpcAnswer { Id = request.Id, Channel = channel };
            object? result = await ((Task<object?>)outcome);
            return new RpcAnswer { Id = request.Id, Result = result, ResultType = method.ResultType, IsSilent = request.Id.IsNone };
        }
        catch
        {
            decoder.DisposeReaders();
            throw;
        }
    }

    private static JsonElement[] Parameters(RpcRequest request, RpcMethod method)
    {
        JsonElement[] parameters = request.Params.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.Array => [.. request.Params.EnumerateArray()],
            _ => throw new RpcException(
                RpcCodes.ParseError,
                $"unmarshaling param array: json: cannot unmarshal {GoKind(request.Params.ValueKind)} into Go value of type []jsonrpc.param"),
        };
        int wanted = method.Parameters.Count;
        if (parameters.Length > wanted || parameters.Length < wanted - method.OptionalParameters)
            throw new RpcException(RpcCodes.InvalidParams, $"wrong param count (method '{request.Method}'): {parameters.Length} != {wanted}");
        return parameters;
    }

    private static string GoKind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };

    /// <summary>Errors that an implementation foresees travel with code 1, slips of the program as the panic they would be in Go.</summary>
    private static RpcException ToError(string method, Exception exception) => exception switch
    {
        RpcException error => error,
        OperationCanceledException => new RpcException("context canceled"),
        NullReferenceException or IndexOutOfRangeException or InvalidCastException or NotImplementedException or ArithmeticException =>
            new RpcException(RpcCodes.Panic, $"panic in rpc method '{method}': {exception.GetType().Name}: {exception.Message}"),
        _ => new RpcException(exception.Message),
    };
}
