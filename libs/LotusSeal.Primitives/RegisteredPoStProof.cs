namespace LotusSeal.Primitives;

/// <summary>Proof of spacetime types with their wire values, by the names of the chain (post.md 1.1).</summary>
public enum RegisteredPoStProof
{
    StackedDrgWinning2KiBV1 = 0,
    StackedDrgWinning8MiBV1 = 1,
    StackedDrgWinning512MiBV1 = 2,
    StackedDrgWinning32GiBV1 = 3,
    StackedDrgWinning64GiBV1 = 4,
    StackedDrgWindow2KiBV1 = 5,
    StackedDrgWindow8MiBV1 = 6,
    StackedDrgWindow512MiBV1 = 7,
    StackedDrgWindow32GiBV1 = 8,
    StackedDrgWindow64GiBV1 = 9,
    StackedDrgWindow2KiBV1_1 = 10,
    StackedDrgWindow8MiBV1_1 = 11,
    StackedDrgWindow512MiBV1_1 = 12,
    StackedDrgWindow32GiBV1_1 = 13,
    StackedDrgWindow64GiBV1_1 = 14,
}
