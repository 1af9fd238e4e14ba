namespace LotusSeal.KubeOps.Client;

/// <summary>A write was not sent, because another process may lead by now. A cancellation: whoever wanted the write is to stop.</summary>
/// <param name="message">Why.</param>
public sealed class LeadershipLostException(string message) : OperationCanceledException(message);
