using LotusSeal.Worker.Commands.Run;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("normal", null, null, 0)]
    [InlineData("low", 10, IoClass.BestEffort, 7)]
    [InlineData("idle", 19, IoClass.Idle, 0)]
    [InlineData("nice=-5", -5, null, 0)]
    [InlineData("io=idle", null, IoClass.Idle, 0)]
    [InlineData("nice=3,io=best-effort:4", 3, IoClass.BestEffort, 4)]
    public void Priorities_are_read(string text, int? nice, IoClass? io, int level) =>
        Assert.Equal(new ProcessPriority(nice, io, level), ProcessPriority.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("high")]
    [InlineData("nice=20")]
    [InlineData("nice=-21")]
    [InlineData("nice=")]
    [InlineData("io=realtime")]
    [InlineData("io=best-effort")]
    [InlineData("io=best-effort:8")]
    [InlineData("nice=1,")]
    public void Other_priorities_are_refused(string text) => Assert.Throws<FormatException>(() => ProcessPriority.Parse(text));

    [Theory]
    [InlineData("10.0.0.7:3456", "10.0.0.7", 3456)]
    [InlineData("worker-0.workers:1", "worker-0.workers", 1)]
    [InlineData("[fd00::7]:3456", "fd00::7", 3456)]
    [InlineData("0.0.0.0:0", "0.0.0.0", 0)]
    public void Listen_addresses_are_split_and_joined(string text, string host, int port)
    {
        Assert.Equal(new HostPort(host, port), HostPort.Parse(text));
        Assert.Equal(text, new HostPort(host, port).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.7")]
    [InlineData(":3456")]
    [InlineData("host:")]
    [InlineData("host:port")]
    [InlineData("host:65536")]
    [InlineData("fd00::7:3456")]
    public void Other_listen_addresses_are_refused(string text) => Assert.Throws<FormatException>(() => HostPort.Parse(text));
}
