namespace LotusSeal.Protocol.Tests.Players;

/// <summary>A play that cannot go on: the other side did not do what the recording has next.</summary>
internal sealed class PlayException(string message) : Exception(message);
