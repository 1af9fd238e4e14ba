using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A process that begins PreCommit2 of a sector, stands still after a number of nodes and waits to be killed.</summary>
internal static class SealingChild
{
    private const string Role = "precommit2";

    /// <summary>Starts it on a sector's files, kills it with -9 in the middle, and returns when it is gone.</summary>
    public static async Task KillAsync(SealedSector sector, ulong nodes)
    {
        using Process process = Start(sector, nodes);
        try
        {
            await HaltingProgress.WaitAsync(process);
        }
        finally
        {
            await ChildProcess.KillAsync(process);
        }
    }

    /// <summary>Starts it.</summary>
    public static Process Start(SealedSector sector, ulong nodes) => ChildProcess.Start(Role, $"{sector.Vector.Name}|{nodes}|{sector.Folder.Path}");

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, argument => Run(argument.Split('|', 3)));

    private static int Run(string[] words)
    {
        SectorVector vector = SectorVector.Load(words[0]);
        string folder = words[2];
        SectorPaths paths = new(Path.Combine(folder, "cache"), Path.Combine(folder, "sealed"));
        SectorSealer sealer = new(SealingBackends.Create("native"), new SealingOptions { Threads = 1 });
        PreCommit1Output input = new(vector.Config, paths.Cache, vector.Commitments.CommD) { ReplicaId = vector.ReplicaId };
        HaltingProgress<PhaseProgress> halt = new($"Done = {words[1]},");
        sealer.PreCommit2Async(input, paths, halt, CancellationToken.None).GetAwaiter().GetResult();
        return 0;
    }
}
