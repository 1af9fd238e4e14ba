using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>A recorded exchange and the one that took its place.</summary>
internal sealed record PlayedExchange(Exchange Recorded, Exchange Played);

/// <summary>A recorded WebSocket answer and the one that took its place.</summary>
internal sealed record PlayedFrame(string Rpc, string Recorded, string Played);

/// <summary>What came of a play.</summary>
/// <param name="Recording">What was played.</param>
/// <param name="RecordedAliases">Its names.</param>
/// <param name="Traffic">What went over the wire.</param>
/// <param name="Aliases">The names in it.</param>
/// <param name="Exchanges">Requests to the party under test.</param>
/// <param name="Frames">WebSocket answers of the party under test.</param>
/// <param name="Skipped">Recorded requests that were not played.</param>
/// <param name="StandIns">Sectors with files that the party under test did not make itself.</param>
/// <param name="WorkerOutput">What the worker wrote.</param>
/// <param name="KeysFolder">Where the keys are that verify the worker's proofs.</param>
internal sealed record PlayResult(
    Recording Recording,
    Aliases RecordedAliases,
    Recording Traffic,
    Aliases Aliases,
    IReadOnlyList<PlayedExchange> Exchanges,
    IReadOnlyList<PlayedFrame> Frames,
    IReadOnlyList<SkippedCall> Skipped,
    IReadOnlySet<string> StandIns,
    string WorkerOutput,
    string KeysFolder);

/// <summary>A play that cannot go on: the other side did not do what the recording has next.</summary>
internal sealed class PlayException(string message) : Exception(message);
