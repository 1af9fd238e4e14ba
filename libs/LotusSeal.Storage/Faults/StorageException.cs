using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>A storage operation that cannot be done; the message names path, sector and reason.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What code may decide on.</param>
    /// <param name="message">What a person reads.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public StorageException(StorageFault fault, string message, Exception? innerException = null) : base(message, innerException) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public StorageFault Fault { get; }

    /// <summary>The code that the miner is told (protocol spec 3.3): 102 where waiting helps, else 0.</summary>
    public SealErrorCode Code => Fault is StorageFault.NoGoodPath or StorageFault.NoSpace ? SealErrorCode.TempAllocateSpace : SealErrorCode.Unknown;
}
