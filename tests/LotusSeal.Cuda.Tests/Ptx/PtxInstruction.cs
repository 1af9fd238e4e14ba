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

    /// <summary>Whether it is the second half of a product of two limbs.</summary>
    public bool EndsWideProduct { get; } = Name.StartsWith("madc.hi.", StringComparison.Ordinal);

    /// <summary>Whether it is the first half of one.</summary>
    public bool BeginsWideProduct { get; } = Name is "mad.lo.cc.u32" or "madc.lo.cc.u32";

    /// <summary>Whether it reads or writes memory.</summary>
    public bool UsesMemory { get; } = Name.Split('.') is ["ld" or "st" or "atom", not "param", ..];

    /// <summary>Whether it leaves a carry or takes one.</summary>
    public bool UsesCarry { get; } = Name.Contains(".cc.", StringComparison.Ordinal) || Name is "addc.u32" or "subc.u32";
}
