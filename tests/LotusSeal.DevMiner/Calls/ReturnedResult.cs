using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Calls;

/// <summary>What a Return delivered: a value, or an error.</summary>
/// <param name="Value">The value; its type follows from the call. Null for calls without one and on failure.</param>
/// <param name="Error">Null on success.</param>
public sealed record ReturnedResult(object? Value, CallError? Error)
{
    /// <summary>The value.</summary>
    /// <exception cref="CallFailedException">The task failed, or the value is missing.</exception>
    public T Get<T>()
        where T : class
    {
        ThrowIfFailed();
        return Value as T
            ?? throw new CallFailedException(new CallError(SealErrorCode.Unknown, $"the worker returned no {typeof(T).Name} and no error"));
    }

    /// <summary>Throws when the task failed.</summary>
    public void ThrowIfFailed()
    {
        if (Error is not null) throw new CallFailedException(Error);
    }
}

/// <summary>A task failed on the worker; the message is the worker's.</summary>
public sealed class CallFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CallFailedException(CallError error) : base(error.Message) => Code = error.Code;

    /// <summary>Required by the framework's conventions; use the first.</summary>
    public CallFailedException() { }

    /// <summary>Required by the framework's conventions; use the first.</summary>
    public CallFailedException(string message) : base(message) { }

    /// <summary>Required by the framework's conventions; use the first.</summary>
    public CallFailedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>What the worker said about it.</summary>
    public SealErrorCode Code { get; }
}
