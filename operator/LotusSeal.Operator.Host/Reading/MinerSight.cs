using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>The miner of a pool.</summary>
/// <param name="Address">Where it is looked for.</param>
/// <param name="Known">What it said of itself last; null when it never did.</param>
internal sealed record MinerSight(string Address, MinerStatus? Known);
