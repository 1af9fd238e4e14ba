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
        NativeSealingBackend backend = new(new NativeLibraryInfo(1, Everything, Everything));
        Assert.Empty(backend.Handicaps);
        Assert.Equal(["sha-ni", "avx2", "avx512", "avx512-ifma"], backend.InstructionSets);
    }

    [Fact]
    public void What_the_processor_lacks_and_what_is_switched_off_is_told_with_its_cost()
    {
        NativeSealingBackend lacking = new(new NativeLibraryInfo(1, InstructionSets.Avx2, InstructionSets.Avx2));
        Assert.Equal(
            [
                "this processor has no SHA instructions: PreCommit1 and unsealing take about 3 times as long",
                "this processor has no AVX-512 IFMA instructions: PreCommit2 takes about 3 times as long",
            ], lacking.Handicaps);
        NativeSealingBackend restricted = new(new NativeLibraryInfo(1, Everything, InstructionSets.ShaNi));
        Assert.Equal(["LOTUSSEAL_CPU switches the AVX-512 IFMA instructions off: PreCommit2 takes about 10 times as long"], restricted.Handicaps);
        Assert.Equal(["sha-ni"], restricted.InstructionSets);
    }
}
