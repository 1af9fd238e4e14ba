using System.Text.Json;
using k8s.Models;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Tests.Client;

public sealed class MicroTimeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1_230_000)]
    [InlineData(9_999_999)]
    public void Every_time_is_written_with_six_digits_of_a_second(long ticks)
    {
        DateTimeOffset time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticks);
        V1LeaseSpec spec = new() { RenewTime = MicroTime.Field(time) };
        string json = JsonSerializer.Serialize(spec, KubeJson.Options().GetTypeInfo(typeof(V1LeaseSpec)));
        Assert.Matches("\"renewTime\":\"2026-01-02T03:04:05\\.\\d{6}Z\"", json);
        Assert.Matches("^2026-01-02T03:04:05\\.\\d{6}Z$", MicroTime.Text(time));
    }
}
