namespace LotusSeal.Worker.Resources;

/// <summary>Work was not begun, since its memory is not there at this moment.</summary>
/// <param name="message">Need, what there is, and whose limit that is.</param>
internal sealed class MemoryShortException(string message) : Exception(message);
