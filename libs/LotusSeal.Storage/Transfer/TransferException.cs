namespace LotusSeal.Storage;

/// <summary>A transfer broke in a way that another attempt may mend.</summary>
internal sealed class TransferInterruptedException : Exception
{
    public TransferInterruptedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
