namespace LotusSeal.Worker.Tasks;

/// <summary>An operator ended the call.</summary>
internal sealed class CancelledCallException(string task, string workerName) : Exception($"{task} was cancelled by an operator on {workerName}");
