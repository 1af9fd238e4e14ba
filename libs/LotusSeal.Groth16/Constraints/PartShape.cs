namespace LotusSeal.Groth16.Constraints;

/// <summary>What is the same in every circuit of a kind of a head, or of a block.</summary>
/// <param name="Size">How much it adds.</param>
/// <param name="InA">Which of its auxiliary variables, counted from its first, are on the first side of some row.</param>
/// <param name="InB">Those on the second side.</param>
internal sealed record PartShape(BlockSize Size, VariableSet InA, VariableSet InB);
