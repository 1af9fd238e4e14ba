using LotusSeal.Proving.Gadgets;

namespace LotusSeal.Proving.Circuits;

/// <summary>What the head of an update's circuit has for its challenges (porep.md 10.3).</summary>
/// <param name="PartitionBits">The partition's index, the least significant bit first: the high bits of each challenge.</param>
/// <param name="Selection">One bit for each number of high bits that may choose a factor.</param>
/// <param name="Phi">What the factors are made of.</param>
/// <param name="OldRoot">Root of the tree over the old replica.</param>
/// <param name="NewRoot">That over the new one.</param>
/// <param name="ApexLeaves">Nodes of TreeD, under one of which each challenge is.</param>
internal sealed record UpdateHead(Bit[] PartitionBits, Bit[] Selection, Number Phi, Number OldRoot, Number NewRoot, Number[] ApexLeaves);
