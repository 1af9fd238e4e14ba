namespace LotusSeal.Sealing.Backends;

/// <summary>Carries a <see cref="BackendFault"/> out of a backend; its message is the fault's text.</summary>
public sealed class SealingBackendException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SealingBackendException(BackendFault fault, Exception? cause = null) : base(fault?.ToString(), cause) => Fault = fault!;

    /// <summary>What failed.</summary>
    public BackendFault Fault { get; }
}
