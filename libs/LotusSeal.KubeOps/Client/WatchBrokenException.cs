namespace LotusSeal.KubeOps.Client;

/// <summary>A watch brought something that is no line of a watch, or ended in the middle of one.</summary>
/// <param name="message">What it brought.</param>
internal sealed class WatchBrokenException(string message) : Exception(message);
