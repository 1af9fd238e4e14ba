using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tests.Resources;

public sealed class WorkerInfoSourceTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_gpu_that_no_task_uses_is_not_reported()
    {
        foreach (string file in (string[])["dev/nvidia0", "proc/meminfo", "proc/driver/nvidia/gpus/0000:01:00.0/information"])
            Directory.CreateDirectory(Path.GetDirectoryName(_root[file])!);
        File.WriteAllText(_root["dev/nvidia0"], "");
        File.WriteAllText(_root["proc/driver/nvidia/gpus/0000:01:00.0/information"], "Model: NVIDIA L40S\n");
        File.WriteAllText(_root["proc/meminfo"], "MemTotal: 1000 kB\nMemAvailable: 500 kB\n");
        WorkerInfoSource source = new("w0", noSwap: false, new HostProbe(_root.Path), ResourceTable.Load(_ => null));
        Assert.Empty(source.Read().Resources.Gpus!);
        Assert.Empty(source.ReadV0().Resources.Gpus!);
    }

    [Fact]
    public void A_gpu_is_reported_while_a_task_uses_it()
    {
        Directory.CreateDirectory(_root["proc"]);
        File.WriteAllText(_root["proc/meminfo"], "MemTotal: 1000 kB\nMemAvailable: 500 kB\n");
        List<string> used = ["a GPU"];
        WorkerInfoSource source = new("w0", noSwap: false, new HostProbe(_root.Path), ResourceTable.Load(_ => null)) { UsedGpus = () => used };
        Assert.Equal(["a GPU"], source.Read().Resources.Gpus!);
        Assert.Equal(["a GPU"], source.ReadV0().Resources.Gpus!);
        used.Clear();
        Assert.Empty(source.Read().Resources.Gpus!);
    }
}
