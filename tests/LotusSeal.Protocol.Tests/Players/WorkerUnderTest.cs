using System.Net;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>The built worker with a repository of its own; its log lies beside that.</summary>
/// <param name="repository">The repository folder, which is also its first storage path.</param>
/// <param name="address">Host and port to listen on: a worker announces its port, so it must be known before it starts.</param>
/// <param name="miner">The miner's side of the protocol.</param>
/// <param name="flags">Further arguments of <c>run</c>.</param>
internal sealed class WorkerUnderTest(string repository, string address, RecordedMinerServer miner, params string[] flags)
    : ProgramProcess(WorkerToJudge, repository + ".log")
{
    /// <summary>A loopback address that is free now.</summary>
    public static string FreeAddress() => $"127.0.0.1:{LoopbackPort.Free()}";

    /// <summary>Folder of parameters, empty by default: a play must not depend on what else the machine has.</summary>
    public string ParametersFolder { get; init; } = repository + ".params";

    /// <summary>Starts the program; returns at once.</summary>
    public WorkerUnderTest Start()
    {
        Start(["run", "--listen", address, "--name", "vm", .. flags]);
        return this;
    }

    protected override void SetEnvironment(IDictionary<string, string?> variables)
    {
        foreach (string name in variables.Keys.Where(IsWorkerVariable).ToList()) variables.Remove(name);
        variables["LOTUS_WORKER_PATH"] = repository;
        variables["FIL_PROOFS_PARAMETER_CACHE"] = ParametersFolder;
        variables["MINER_API_INFO"] = $"{miner.Token}:/ip4/127.0.0.1/tcp/{IPEndPoint.Parse(miner.Address).Port}/http";
    }

    private static bool IsWorkerVariable(string name) =>
        name.StartsWith("LOTUS", StringComparison.Ordinal) || name.StartsWith("WORKER_", StringComparison.Ordinal)
            || name.StartsWith("MINER_", StringComparison.Ordinal);
}
