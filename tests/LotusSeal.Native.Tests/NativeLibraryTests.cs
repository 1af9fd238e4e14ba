namespace LotusSeal.Native.Tests;

public class NativeLibraryTests
{
    [Fact]
    public void The_library_loads_and_tells_what_it_uses()
    {
        Assert.True(NativeSealingBackend.TryCreate(out NativeSealingBackend? backend, out string? reason), reason);
        Assert.Null(reason);
        Assert.Equal($"native({backend.Info.ActiveText})", backend.Name);
        Assert.Equal(4, backend.Labels!.MaxChains);
    }

    [Theory]
    [InlineData("portable", "portable")]
    [InlineData("sha-ni", "sha-ni")]
    [InlineData("sha-ni, avx2", "sha-ni,avx2")]
    [InlineData("sha-ni,avx2,avx512,avx512-ifma", "sha-ni,avx512-ifma")]
    public void The_environment_can_restrict_the_instruction_sets(string restriction, string expected)
    {
        NativeLibraryInfo info = NativeLibraryInfo.Load(restriction);
        if (!info.Detected.HasFlag(InstructionSets.ShaNi | InstructionSets.Avx512Ifma)) Assert.Skip("This processor lacks the sets named here.");
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
