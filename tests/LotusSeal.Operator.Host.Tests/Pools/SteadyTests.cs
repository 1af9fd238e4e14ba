using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>A pool that is as it should be costs the API server nothing.</summary>
public sealed class SteadyTests(ApiServer server) : OperatorTest(server)
{
    private const int Passes = 200;

    [Fact]
    public async Task Hundreds_of_passes_over_a_pool_that_is_right_write_nothing()
    {
        StartOperator();
        await ApplyPoolAsync("steady", "replicas: 3");
        await UntilPodsAsync("steady", 3);
        foreach (string pod in await PodNamesAsync("steady")) await RunAsync(pod);
        await UntilQuietAsync();

        long writes = await Server.WritesAsync(), first = await Operator.PassesAsync(), pokes = 0;
        // An annotation that means nothing is what makes a pass.
        while (await Operator.PassesAsync() < first + Passes)
            await Server.PatchAsync($"{Pods}/steady-0", $$"""{ "metadata": { "annotations": { "example.com/poke": "{{++pokes}}" } } }""");
        Assert.Equal(writes + pokes, await Server.WritesAsync());
    }
}
