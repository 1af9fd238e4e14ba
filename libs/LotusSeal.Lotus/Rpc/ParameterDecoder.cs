using System.Text.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Decodes the parameters of one call and keeps its readers together, for the case that the call fails.</summary>
internal sealed class ParameterDecoder(PushStreams streams)
{
    private readonly List<PieceReader> _readers = [];

    /// <exception cref="RpcException">A parameter cannot be decoded; the message names the method and the parameter.</exception>
    public async Task<object?[]> DecodeAsync(RpcMethod method, JsonElement[] values, CancellationToken cancellationToken)
    {
        object?[] arguments = new object?[method.Parameters.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            RpcParameter parameter = method.Parameters[i];
            if (i >= values.Length) arguments[i] = parameter.Missing;
            else if (parameter.IsReader) arguments[i] = await ReaderAsync(method, i, values[i], cancellationToken);
            else arguments[i] = Plain(method, parameter, values[i]);
        }

        return arguments;
    }

    /// <summary>Tells the senders that nobody will read.</summary>
    public void DisposeReaders() => _readers.ForEach(reader => reader.Dispose());

    private static object? Plain(RpcMethod method, RpcParameter parameter, JsonElement value)
    {
        try
        {
            return parameter.Decode(value);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new RpcException(RpcCodes.ParseError, $"unmarshaling params for '{method.WireName}' (param: {parameter.Name}): {e.Message}");
        }
    }

    private async Task<PieceReader> ReaderAsync(RpcMethod method, int index, JsonElement value, CancellationToken cancellationToken)
    {
        try
        {
            PieceReader reader = await PieceReaders.DecodeAsync(value, streams, cancellationToken);
            _readers.Add(reader);
            return reader;
        }
        catch (Exception e) when (e is JsonException or FormatException or TimeoutException or InvalidOperationException)
        {
            throw new RpcException(RpcCodes.ParseError, $"decoding params for '{method.WireName}' (param: {index}; custom decoder): {e.Message}");
        }
    }
}
