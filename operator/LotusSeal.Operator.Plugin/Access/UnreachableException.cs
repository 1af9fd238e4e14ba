namespace LotusSeal.Operator.Plugin.Access;

/// <summary>The API server does not answer, or not now: who waits for something may ask again.</summary>
/// <param name="message">The line that the user reads.</param>
/// <param name="innerException">Why.</param>
internal sealed class UnreachableException(string message, Exception innerException) : IOException(message, innerException);
