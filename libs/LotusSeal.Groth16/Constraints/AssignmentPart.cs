using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>What a prover needs of a part of a circuit besides the values of its rows.</summary>
/// <param name="Constraints">Number of its constraints.</param>
/// <param name="Inputs">Values of its public inputs.</param>
/// <param name="Aux">Values of its auxiliary variables.</param>
/// <param name="InA">Which of them, counted from its first, are on the first side of some row.</param>
/// <param name="InB">Those on the second side.</param>
internal sealed record AssignmentPart(int Constraints, IReadOnlyList<Fr> Inputs, ValueList Aux, VariableSet InA, VariableSet InB);
