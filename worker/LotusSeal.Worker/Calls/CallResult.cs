using System.Text.Json;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Calls;

/// <summary>What a call ends with, as it is stored: the value in its wire form, or the error.</summary>
internal sealed record CallResult(JsonElement? Value, CallError? Error)
{
    static CallResult() => LotusJson.Add(CallJsonContext.Default);

    /// <summary>A success; <paramref name="value"/> is null for calls that return nothing but an error.</summary>
    public static CallResult Success(object? value) =>
        new(value is null ? null : JsonSerializer.SerializeToElement(value, LotusJson.TypeInfo(value.GetType())), null);

    /// <summary>A failure.</summary>
    public static CallResult Failure(CallError error) => new(null, error);

    /// <summary>What a call gets that a previous process did not finish (protocol spec 4.6).</summary>
    public static CallResult Restarted(string workerName) =>
        Failure(new CallError(SealErrorCode.TempWorkerRestart, $"worker [name: {workerName}] restarted"));

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="JsonException">It is no such form.</exception>
    public static CallResult FromBytes(byte[] stored) =>
        JsonSerializer.Deserialize(stored, LotusJson.TypeInfo<CallResult>()) ?? throw new JsonException("The stored result is null.");

    /// <summary>The stored form.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, LotusJson.TypeInfo<CallResult>());

    /// <summary>The value, or <paramref name="missing"/> when there is none.</summary>
    public T ValueOr<T>(T missing) => Value is { ValueKind: not JsonValueKind.Null } value ? value.Deserialize(LotusJson.TypeInfo<T>())
        ?? missing : missing;
}
