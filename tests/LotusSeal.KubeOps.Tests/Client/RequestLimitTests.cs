using LotusSeal.KubeOps.Client;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.KubeOps.Tests.Client;

public sealed class RequestLimitTests
{
    [Fact]
    public async Task A_burst_passes_and_then_each_waits_for_its_turn()
    {
        FakeTimeProvider time = new();
        RequestLimit limit = new(2, 3, time);
        for (int i = 0; i < 3; i++) Assert.True(limit.WaitAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Task fourth = limit.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(fourth.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.5));
        await fourth.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }
}
