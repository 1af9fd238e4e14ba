using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>The intervals that a worker has in its miner's eyes; tests with processes only see that they are no shorter.</summary>
public sealed class WorkerTimingsTests
{
    [Fact]
    public void The_intervals_are_those_of_Lotus()
    {
        WorkerTimings timings = new();
        Assert.Equal(TimeSpan.FromSeconds(1), timings.MinerRetry);
        Assert.Equal(TimeSpan.FromSeconds(10), timings.Heartbeat);
        Assert.Equal(TimeSpan.FromSeconds(20), timings.ShutdownGrace);
        Assert.Equal(TimeSpan.FromSeconds(5), timings.DeliveryRetry);
        Assert.Equal(TimeSpan.FromSeconds(5), new RpcServerOptions().KeepAliveInterval);
    }

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData("1", 10_000)]
    [InlineData("0.05", 500)]
    public void A_factor_shortens_them(string? factor, double heartbeatMilliseconds) =>
        Assert.Equal(heartbeatMilliseconds, new WorkerTimings().Scaled(factor).Heartbeat.TotalMilliseconds, 3);

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("fast")]
    public void Another_factor_is_refused_by_name(string factor)
    {
        FormatException error = Assert.Throws<FormatException>(() => new WorkerTimings().Scaled(factor));
        Assert.Contains(WorkerTimings.ScaleVariable, error.Message, StringComparison.Ordinal);
    }
}
