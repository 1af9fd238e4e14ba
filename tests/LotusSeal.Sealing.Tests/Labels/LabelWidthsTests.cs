using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>How many sectors are worth labelling in one loop.</summary>
public sealed class LabelWidthsTests
{
    [Theory]
    [InlineData(4, 2, 1.0, 1.1, 2.2)]
    [InlineData(4, 4, 1.0, 1.1, 1.3)]
    [InlineData(4, 1, 1.0, 1.9, 2.0)]
    [InlineData(2, 2, 1.0, 1.6, 0)]
    [InlineData(1, 1, 0, 0, 0)]
    public void As_many_as_gain_a_quarter_each_time(int most, int chosen, double one, double two, double four) =>
        Assert.Equal(chosen, LabelGain.Choose(most, sectors => sectors == 1 ? one : sectors == 2 ? two : four));

    [Theory, MemberData(nameof(SealingBackends.Available), MemberType = typeof(SealingBackends))]
    public void What_is_measured_is_a_width_of_the_backend(string backend)
    {
        LabelBackend labels = SealingBackends.Create(backend).Labels!;
        Assert.InRange(LabelGain.Measure(labels), 1, labels.MaxChains);
    }

    [Fact]
    public void That_nothing_is_gained_is_measured_again_and_said_once()
    {
        Queue<int> measured = new([1, 1, 2]);
        List<string> notes = [];
        LabelBackend labels = new FaultyBackend().Labels!;
        LabelWidths widths = new(new SealingOptions { LabelLoops = 3, Note = notes.Add }, _ => measured.Dequeue());
        Assert.Equal(1, widths.Of(labels));
        for (int i = 0; i < 5; i++) widths.Measure(labels);
        Assert.Empty(measured);
        Assert.Equal(2, widths.Of(labels));
        Assert.Equal(["faulty gains too little from labelling several sectors in one loop",
            "faulty labels up to 2 sectors in one loop when there are more of them than 3 loops"], notes);
    }
}
