namespace LotusSeal.Groth16.Constraints;

/// <summary>Up to 64 rows a · b = c of small numbers, as constraints of bits are.</summary>
/// <param name="Count">Number of rows.</param>
/// <param name="A">The first side.</param>
/// <param name="B">The second side: bits.</param>
/// <param name="C">The third side.</param>
public readonly record struct SmallRows(int Count, SmallSide A, ulong B, SmallSide C);
