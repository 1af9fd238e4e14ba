using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A process that begins a task of an update, stands still in the middle of it and waits to be killed.</summary>
internal static class UpdateChild
{
    /// <summary>The tasks: the update itself, and the key that is made of it anew.</summary>
    public const string Update = "RU", Key = "GSK";

    private const string Role = "updater";

    /// <summary>Starts the task on the files of an <see cref="UpdateFolder"/>, and kills it in a step of it, with -9.</summary>
    public static async Task KillAsync(string task, string step, string folder)
    {
        using Process process = ChildProcess.Start(Role, $"{task}|{step}|{folder}");
        try
        {
            await HaltingProgress.WaitAsync(process);
        }
        finally
        {
            await ChildProcess.KillAsync(process);
        }
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, argument => Run(argument.Split('|', 3)));

    private static int Run(string[] words)
    {
        (string task, string folder) = (words[0], words[2]);
        HaltingProgress<PhaseProgress> halt = new($"Step = {words[1]},");
        (SectorKey key, UpdateFiles files, string unsealed) =
            (UpdateFolder.KeyIn(folder), UpdateFolder.FilesIn(folder), UpdateFolder.UnsealedIn(folder));
        UpdateVector vector = UpdateVector.Small;
        // Arrays, not lists of a type that the compiler makes in this assembly: no other thread could read them (HaltingProgress).
        SealingBackend[] backends = [SealingBackends.Create("managed")];
        PieceCommitment[] pieces = [.. vector.Pieces];
        SectorUpdater updater = new(new BackendPool(backends), new SealingOptions { Threads = 1 });
        Task run = task == Update ? updater.EncodeAsync(key, files, unsealed, pieces, halt, CancellationToken.None)
            : updater.RegenerateKeyAsync(key, null, files.Replica, unsealed, vector.Statement.New.CommD, halt, CancellationToken.None);
        run.GetAwaiter().GetResult();
        return 0;
    }
}
