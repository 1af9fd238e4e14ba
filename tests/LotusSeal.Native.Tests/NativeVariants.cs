using System.Runtime.InteropServices;

namespace LotusSeal.Native.Tests;

/// <summary>The instruction-set choices that lead to different kernels.</summary>
public static class NativeVariants
{
    public static TheoryData<InstructionSets> All =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? OfArm : OfX86;

    private static TheoryData<InstructionSets> OfArm =>
        [InstructionSets.None, InstructionSets.ArmSha, InstructionSets.Neon, InstructionSets.ArmSha | InstructionSets.Neon];

    private static TheoryData<InstructionSets> OfX86 =>
    [
        InstructionSets.None,
        InstructionSets.ShaNi,
        InstructionSets.Avx2,
        InstructionSets.Adx,
        InstructionSets.ShaNi | InstructionSets.Avx2,
        InstructionSets.Avx2 | InstructionSets.Avx512,
        InstructionSets.Avx2 | InstructionSets.Avx512 | InstructionSets.Avx512Ifma,
        InstructionSets.ShaNi | InstructionSets.Avx2 | InstructionSets.Avx512 | InstructionSets.Avx512Ifma,
    ];

    /// <summary>Those that change how parents are generated; the large graphs take a while, so their tests run just these.</summary>
    public static TheoryData<InstructionSets> OfGraphs => RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? [InstructionSets.None]
        : [InstructionSets.None, InstructionSets.Avx2, InstructionSets.Avx2 | InstructionSets.Avx512];

    public static NativeSealingBackend Portable => Create(InstructionSets.None);

    /// <summary>A backend that uses just these sets; skips the test where the processor lacks one.</summary>
    public static NativeSealingBackend Create(InstructionSets sets)
    {
        NativeLibraryInfo info = NativeLibraryInfo.Load(restriction: null);
        if ((info.Detected & sets) != sets) Assert.Skip($"This processor lacks {sets & ~info.Detected}.");
        return new NativeSealingBackend(info with { Active = sets });
    }
}
