namespace LotusSeal.Operator.Mirror;

/// <summary>What the miner says of one worker.</summary>
/// <param name="At">When it was asked: the same time means the same answer.</param>
/// <param name="HasWork">Whether it lists a job or counts a task of the worker.</param>
public readonly record struct MinerLook(DateTimeOffset At, bool HasWork);
