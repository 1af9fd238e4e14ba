using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Calls;

/// <summary>What a call ends with.</summary>
/// <param name="Value">The value in its wire form; null for a failure, and for calls that return nothing but an error.</param>
/// <param name="Error">The error, or null.</param>
internal sealed record CallResult(RawJson? Value, CallError? Error)
{
    /// <summary>The wire form of the error, or null.</summary>
    public byte[]? ErrorJson => Error is null ? null : LotusJson.Serialize(Error);

    /// <summary>A success; <paramref name="value"/> is null for calls that return nothing but an error.</summary>
    public static CallResult Success(RawJson? value) => new(value, null);

    /// <summary>A failure.</summary>
    public static CallResult Failure(CallError error) => new(null, error);

    /// <summary>What a call gets that a previous process did not finish (protocol spec 4.6).</summary>
    public static CallResult Restarted(string workerName) =>
        Failure(new CallError(SealErrorCode.TempWorkerRestart, $"worker [name: {workerName}] restarted"));
}
