using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Worker.Tests.Tasks;

public sealed class JobProgressTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Rate_and_time_left_come_from_the_work_seen()
    {
        JobProgress progress = new(_clock);
        Assert.Equal((0UL, 0.0, null), (progress.Read().Last.Total, progress.Read().Rate, progress.Read().Eta));

        // Resumed at 600 of 1000: what was done before this process does not count as speed.
        progress.Report(new PhaseProgress("layer 7/11", 600, 1000, "nodes"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        progress.Report(new PhaseProgress("layer 8/11", 700, 1000, "nodes"));
        (PhaseProgress last, double rate, double? eta) = progress.Read();
        Assert.Equal("layer 8/11", last.Step);
        Assert.Equal(10, rate, 6);
        Assert.Equal(30, eta!.Value, 6);
    }

    [Fact]
    public void A_new_phase_starts_the_rate_anew()
    {
        JobProgress progress = new(_clock);
        progress.Report(new PhaseProgress("a", 0, 100, "nodes"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        progress.Report(new PhaseProgress("a", 100, 100, "nodes"));
        progress.Report(new PhaseProgress("b", 0, 50, "challenges"));
        Assert.Equal(0, progress.Read().Rate);
        Assert.Null(progress.Read().Eta);
        _clock.Advance(TimeSpan.FromSeconds(5));
        progress.Report(new PhaseProgress("b", 10, 50, "challenges"));
        Assert.Equal(20, progress.Read().Eta!.Value, 6);
    }
}
