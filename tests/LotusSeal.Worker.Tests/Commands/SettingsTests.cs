using System.Globalization;
using LotusSeal.Worker.Commands.Run;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("30s", 30_000)]
    [InlineData("30m", 1_800_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1500)]
    [InlineData("1m0.25s", 60_250)]
    public void Durations_are_read_as_Go_writes_them(string text, double milliseconds) =>
        Assert.Equal(milliseconds, GoDuration.Parse(text).TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1x")]
    [InlineData("1s ")]
    [InlineData("1..s")]
    [InlineData("99999999999999h")]
    public void Other_durations_are_refused(string text) => Assert.Throws<FormatException>(() => GoDuration.Parse(text));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("2048", 2048)]
    [InlineData("2048b", 2048)]
    [InlineData("1g", 1UL << 30)]
    [InlineData("1GB", 1UL << 30)]
    [InlineData("10TiB", 10UL << 40)]
    [InlineData("1.5 KiB", 1536)]
    [InlineData("2p", 2UL << 50)]
    public void Sizes_have_binary_units_whatever_the_spelling(string text, ulong bytes) => Assert.Equal(bytes, BinarySize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("TiB")]
    [InlineData("-1")]
    [InlineData("10x")]
    [InlineData("10iB")]
    [InlineData("10TiBs")]
    [InlineData("9e9")]
    [InlineData("99999E")]
    public void Other_sizes_are_refused(string text) => Assert.Throws<FormatException>(() => BinarySize.Parse(text));

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

    [Fact]
    public void Sizes_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal(1536UL, BinarySize.Parse("1.5k"));
            Assert.Equal(TimeSpan.FromSeconds(1.5), GoDuration.Parse("1.5s"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
