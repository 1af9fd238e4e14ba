namespace LotusSeal.Worker.Calls;

/// <summary>A result that the miner has not taken yet.</summary>
/// <param name="Entry">Its call.</param>
/// <param name="Age">How long ago the call was accepted.</param>
/// <param name="Attempts">How often it was offered to the miner.</param>
/// <param name="Problem">Why the last attempt failed, or null.</param>
internal sealed record WaitingResult(CallEntry Entry, TimeSpan Age, int Attempts, string? Problem);
