using System.Runtime.InteropServices;
using LotusSeal.Native.Proving;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>The instruction-set choices that lead to different kernels of proofs.</summary>
public static class ProverVariants
{
    public static TheoryData<InstructionSets> All => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? [InstructionSets.None] : OfX86;

    /// <summary>Those that change how transforms are computed.</summary>
    public static InstructionSets[] OfTransforms => RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? [InstructionSets.None]
        : [InstructionSets.None, InstructionSets.Adx];

    private static TheoryData<InstructionSets> OfX86 =>
        [InstructionSets.None, InstructionSets.Adx, InstructionSets.Avx2 | InstructionSets.Avx512 | InstructionSets.Avx512Ifma | InstructionSets.Adx];

    /// <summary>A backend with two threads that uses just these sets; skips the test where the processor lacks one.</summary>
    public static NativeProverBackend Create(InstructionSets sets) => new(NativeVariants.Create(sets).Info, threads: 2);
}
