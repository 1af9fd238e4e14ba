using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>A worker tells of its GPUs also while it has nothing to do.</summary>
public sealed class LostGpuTests(ApiServer server) : OperatorTest(server)
{
    [Fact]
    public async Task A_gpu_that_an_idle_worker_has_retired_is_told()
    {
        await using LameWorker worker = new();
        await ApplyPoolAsync("lame", $"replicas: 1, gpu: {{ count: 1 }}, network: {{ mode: PodIp, port: {worker.Port} }}");
        StartOperator();
        await UntilPodsAsync("lame", 1);
        await RunAsync("lame-0");
        await UntilAsync("the pool is degraded", async () => await ConditionAsync("lame", "Degraded") is { } degraded
            && degraded["reason"]!.GetValue<string>() == "GpuLost" && degraded["message"]!.GetValue<string>().Contains("Xid 79", StringComparison.Ordinal));
    }
}
