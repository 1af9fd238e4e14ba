using LotusSeal.Sealing.Labels;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>What the kernel says of the memory of a layer.</summary>
public sealed class LayerMemoryTests
{
    /// <summary>As much as the C library never puts beside other memory.</summary>
    private const ulong Size = 64 << 20;

    private const string Policies = "/proc/self/numa_maps";

    [Fact]
    public void A_layer_is_asked_for_on_the_node_of_its_core()
    {
        Assert.SkipUnless(File.Exists(Policies), "this kernel knows no nodes");
        Assert.SkipWhen(File.ReadLines("/proc/self/status").Any(line => line.StartsWith("Seccomp:", StringComparison.Ordinal) && !line.EndsWith('0')),
            "calls of the kernel are filtered here, and this one is among those that containers lack");
        Assert.Equal(0, Preferring());
        using (LayerMemory anywhere = LayerMemory.Allocate(Size)) Assert.Equal(0, Preferring());
        using (LayerMemory near = LayerMemory.Allocate(Size, node: 0)) Assert.Equal(1, Preferring());
        Assert.Equal(0, Preferring());
    }

    [Fact]
    public void A_node_that_is_not_there_changes_nothing()
    {
        using LayerMemory layer = LayerMemory.Allocate(Size, node: 62);
        layer.Slice(Size - 4, 4).Fill(7);
        Assert.Equal([7, 7, 7, 7], layer.Slice(Size - 4, 4).ToArray());
    }

    private static int Preferring() => File.ReadLines(Policies).Count(line => line.Split(' ')[1] == "prefer:0");
}
