namespace LotusSeal.Worker.Parameters;

/// <summary>A transfer broke in a way that another attempt may mend.</summary>
internal sealed class TransferBrokenException(string message, Exception? innerException = null) : Exception(message, innerException);
