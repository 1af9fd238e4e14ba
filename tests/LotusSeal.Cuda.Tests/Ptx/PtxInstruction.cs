namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>One instruction.</summary>
/// <param name="Name">With all of its suffixes.</param>
/// <param name="Operands">In order; vectors are taken apart.</param>
/// <param name="Guard">The predicate that lets it run, or negative.</param>
/// <param name="GuardIsFalse">Whether it runs where the predicate does not hold.</param>
/// <param name="Target">Where a branch goes to.</param>
/// <param name="Callee">The function that is called, with the operands.</param>
internal sealed record PtxInstruction(string Name, PtxOperand[] Operands, int Guard, bool GuardIsFalse, int Target, PtxProgram? Callee)
{
    public PtxStep Step { get; } = PtxSteps.Of(Name);
}
