using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Hosting;

public sealed class BackendChoiceTests
{
    private readonly List<string> _warnings = [];

    [Fact]
    public void Auto_takes_the_native_kernels_for_every_phase()
    {
        BackendSelection selection = BackendChoice.Choose(BackendChoice.Auto, _warnings.Add).Selection;
        Assert.Equal(Enum.GetValues<SealingPhase>(), selection.Phases.Keys.Order());
        Assert.All(selection.Phases.Values, name => Assert.StartsWith("native(", name, StringComparison.Ordinal));
        Assert.Empty(selection.Retired);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_named_backend_is_taken_alone()
    {
        Assert.Equal("managed", BackendChoice.Choose(BackendChoice.Managed, _warnings.Add).Selection.ToString());
        Assert.StartsWith("native(", BackendChoice.Choose(BackendChoice.Native, _warnings.Add).Selection.ToString(), StringComparison.Ordinal);
        Assert.Empty(_warnings);
    }
}
