using LotusSeal.KubeOps.Queue;

namespace LotusSeal.KubeOps.Tests.Queue;

public sealed class BackOffTests
{
    private static readonly BackOff BackOff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 0, 0.5)]
    [InlineData(3, 1, 4)]
    [InlineData(3, 0.5, 3)]
    [InlineData(10, 1, 300)]
    [InlineData(int.MaxValue, 1, 300)]
    public void It_doubles_up_to_the_limit_less_a_random_half(int failures, double random, double seconds) =>
        Assert.Equal(seconds, BackOff.After(failures, random).TotalSeconds);
}
