using System.Runtime.InteropServices;

namespace LotusSeal.Native.Tests;

public class NativeLibraryTests
{
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>What LOTUSSEAL_CPU says, and what is used then.</summary>
    public static TheoryData<string, string> Restrictions => IsArm
        ? new() { { "portable", "portable" }, { "arm-sha", "arm-sha" }, { "neon", "neon" }, { "arm-sha, neon", "arm-sha,neon" } }
        : new()
        {
            { "portable", "portable" }, { "sha-ni", "sha-ni" }, { "sha-ni, avx2", "sha-ni,avx2" },
            { "sha-ni,avx2,avx512,avx512-ifma", "sha-ni,avx512-ifma" },
        };

    [Fact]
    public void The_library_loads_and_tells_what_it_uses()
    {
        Assert.True(NativeSealingBackend.TryCreate(out NativeSealingBackend? backend, out string? reason), reason);
        Assert.Null(reason);
        Assert.Equal($"native({backend.Info.ActiveText})", backend.Name);
        Assert.Equal(4, backend.Labels!.MaxChains);
    }

    [Theory, MemberData(nameof(Restrictions))]
    public void The_environment_can_restrict_the_instruction_sets(string restriction, string expected)
    {
        NativeLibraryInfo info = NativeLibraryInfo.Load(restriction);
        InstructionSets named = IsArm ? InstructionSets.ArmSha | InstructionSets.Neon : InstructionSets.ShaNi | InstructionSets.Avx512Ifma;
        if (!info.Detected.HasFlag(named)) Assert.Skip("This processor lacks the sets named here.");
        Assert.Equal(expected, info.ActiveText);
    }

    [Fact]
    public void The_instructions_of_another_processor_are_known_by_name_and_not_used()
    {
        NativeLibraryInfo info = NativeLibraryInfo.Load("sha-ni,arm-sha");
        Assert.Equal(info.Detected & (InstructionSets.ShaNi | InstructionSets.ArmSha), info.Active);
        Assert.NotEqual(InstructionSets.ShaNi | InstructionSets.ArmSha, info.Active);
    }

    [Fact]
    public void An_unknown_instruction_set_is_refused_by_name()
    {
        var error = Assert.Throws<InvalidOperationException>(() => NativeLibraryInfo.Load("sse9"));
        Assert.Contains("sse9", error.Message, StringComparison.Ordinal);
    }
}
