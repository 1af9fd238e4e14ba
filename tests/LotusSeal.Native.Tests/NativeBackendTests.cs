using System.Runtime.InteropServices;
using LotusSeal.Sealing.Selection;

namespace LotusSeal.Native.Tests;

public class NativeBackendTests
{
    private const InstructionSets Everything = InstructionSets.ShaNi | InstructionSets.Avx2 | InstructionSets.Avx512 | InstructionSets.Avx512Ifma;

    [Theory, MemberData(nameof(NativeVariants.All), MemberType = typeof(NativeVariants))]
    public void Every_kernel_gives_the_known_answers(InstructionSets sets) => Assert.Null(KnownAnswers.FindFault(NativeVariants.Create(sets)));

    [Fact]
    public void A_processor_with_everything_has_no_handicap()
    {
        NativeLibraryInfo info = new(1, Everything, Everything);
        Assert.Empty(info.Handicaps(Architecture.X64));
        Assert.Equal(["sha-ni", "avx2", "avx512", "avx512-ifma"], new NativeSealingBackend(info).InstructionSets);
        NativeLibraryInfo arm = new(1, InstructionSets.ArmSha | InstructionSets.Neon, InstructionSets.ArmSha | InstructionSets.Neon);
        Assert.Empty(arm.Handicaps(Architecture.Arm64));
        Assert.Equal("native(arm-sha,neon)", new NativeSealingBackend(arm).Name);
    }

    [Fact]
    public void What_the_processor_lacks_and_what_is_switched_off_is_told_with_its_cost()
    {
        NativeLibraryInfo lacking = new(1, InstructionSets.Avx2, InstructionSets.Avx2);
        Assert.Equal(
            [
                "this processor has no SHA instructions: PreCommit1 and unsealing take about 3 times as long",
                "this processor has no AVX-512 IFMA instructions: PreCommit2 takes about 3 times as long",
            ], lacking.Handicaps(Architecture.X64));
        NativeLibraryInfo restricted = new(1, Everything, InstructionSets.ShaNi);
        Assert.Equal(["LOTUSSEAL_CPU switches the AVX-512 IFMA instructions off: PreCommit2 takes about 10 times as long"],
            restricted.Handicaps(Architecture.X64));
        Assert.Equal(["sha-ni"], new NativeSealingBackend(restricted).InstructionSets);
    }

    [Fact]
    public void On_Arm_the_instructions_of_x86_are_not_missed()
    {
        Assert.Equal(["this processor has no SHA-256 instructions: PreCommit1 and unsealing take several times as long"],
            new NativeLibraryInfo(1, InstructionSets.Neon, InstructionSets.Neon).Handicaps(Architecture.Arm64));
        Assert.Equal(
            [
                "LOTUSSEAL_CPU switches the SHA-256 instructions off: PreCommit1 and unsealing take several times as long",
                "LOTUSSEAL_CPU switches the NEON vectors off: PreCommit2 takes up to three times as long",
            ], new NativeLibraryInfo(1, InstructionSets.ArmSha | InstructionSets.Neon, InstructionSets.None).Handicaps(Architecture.Arm64));
    }
}
