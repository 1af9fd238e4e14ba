namespace LotusSeal.Worker.Hosting;

/// <summary>The worker cannot start; the message says why in words for the operator.</summary>
public sealed class WorkerStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    public WorkerStartException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public WorkerStartException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public WorkerStartException() { }
}
