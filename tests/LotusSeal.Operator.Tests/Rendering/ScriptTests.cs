using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Rendering;

/// <summary>The scripts in a pod, run by a real shell.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static V1Pod Pod { get; } = WorkerPod.Render(new WorkerPodContext(Described(), RenderedCase.Settings, 0));

    [Fact]
    public void A_path_is_described_once_with_an_id_of_its_own()
    {
        Run(Container("describe-path"));
        JsonNode made = JsonNode.Parse(File.ReadAllText(_folder["sectorstore.json"]))!;
        Assert.True(Guid.TryParse(made["ID"]!.GetValue<string>(), out _));
        Assert.Equal((20, 3298534883328, true, false), (made["Weight"]!.GetValue<int>(), made["MaxStorage"]!.GetValue<long>(),
            made["CanSeal"]!.GetValue<bool>(), made["CanStore"]!.GetValue<bool>()));
        string before = File.ReadAllText(_folder["sectorstore.json"]);
        Run(Container("describe-path"));
        Assert.Equal(before, File.ReadAllText(_folder["sectorstore.json"]));
        Assert.Equal([_folder["sectorstore.json"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void The_wait_ends_when_the_name_leads_to_the_pod()
    {
        V1Container wait = Container("wait-for-name");
        wait.Command[^1] = wait.Command[^1].Replace("farm-0.farm.sealing.svc", "127.0.0.1", StringComparison.Ordinal);
        Run(wait);
    }

    public void Dispose() => _folder.Dispose();

    private static V1Alpha1SealWorker Described()
    {
        V1Alpha1SealWorker pool = RenderedCase.Load("claim").Pool;
        pool.Spec.Storage.Sealing = new() { Claim = new() { Size = "4Ti" }, Weight = 20, MaxBytes = "3Ti" };
        return pool;
    }

    private static V1Container Container(string name) => Pod.Spec.InitContainers.Single(container => container.Name == name);

    private void Run(V1Container container)
    {
        ProcessStartInfo start = new(container.Command[0], container.Command.Skip(1)) { RedirectStandardError = true };
        (start.Environment["LOTUS_WORKER_PATH"], start.Environment["POD_IP"]) = (_folder.Path, "127.0.0.1");
        using Process process = Process.Start(start)!;
        Assert.True(process.WaitForExit(Patience.Limit), container.Name);
        Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
    }
}
