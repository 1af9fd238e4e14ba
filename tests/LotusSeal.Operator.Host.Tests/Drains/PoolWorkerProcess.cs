using System.Text.Json.Nodes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>The built worker, as a kubelet would start it in a pod that the operator has made, but for its folders and its address.</summary>
/// <param name="pod">The pod.</param>
/// <param name="port">Where it listens on 127.0.0.1.</param>
/// <param name="repository">Its folder.</param>
/// <param name="miner">The miner's folder.</param>
/// <param name="logFile">Takes its output.</param>
internal sealed class PoolWorkerProcess(JsonNode pod, int port, string repository, string miner, string logFile)
    : ProgramProcess(WorkerToJudge, logFile)
{
    private readonly JsonNode _container = pod["spec"]!["containers"]!.AsArray().First(one => one!["name"]!.GetValue<string>() == "worker")!;

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port => port;

    /// <summary>Starts it and waits until its miner has it.</summary>
    public async Task StartAsync()
    {
        string[] arguments = [.. _container["args"]!.AsArray().Select(argument => argument!.GetValue<string>())];
        arguments[Array.IndexOf(arguments, "--listen") + 1] = $"127.0.0.1:{port}";
        Start(arguments);
        await Patience.UntilAsync("the worker is ready", () => HttpProbe.AnswersAsync(new Uri($"http://127.0.0.1:{port}/readyz")), () => Log);
    }

    /// <inheritdoc/>
    protected override void SetEnvironment(IDictionary<string, string?> variables)
    {
        foreach (JsonNode? variable in _container["env"]!.AsArray())
        {
            if (variable!["value"]?.GetValue<string>() is { } value) variables[variable["name"]!.GetValue<string>()] = value;
        }

        variables["LOTUS_WORKER_PATH"] = repository;
        variables["LOTUS_MINER_PATH"] = miner;
        variables["TMPDIR"] = Path.GetTempPath();
        variables["LOTUSSEAL_TIME_SCALE"] = "0.05";
    }
}
