using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A process that labels a vector's sector, slowly, and keeps its labels after every block, until it is killed or has ended.</summary>
internal static class LabelChild
{
    private const string Role = "labeller";

    /// <summary>Starts PreCommit1.</summary>
    public static Process Start(SectorVector vector, SectorPaths paths, bool lowMemory) =>
        ChildProcess.Start(Role, $"{vector.Name}|{lowMemory}|{paths.Cache}|{paths.Sealed}|{paths.Unsealed}");

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, argument => Run(argument.Split('|', 5)));

    private static int Run(string[] words)
    {
        SectorVector vector = SectorVector.Load(words[0]);
        // An array, not a list of a type that the compiler makes in this assembly: no other thread could read it (HaltingProgress).
        PieceCommitment[] pieces = [.. vector.Pieces];
        StagedSector staged = new(vector.Sector, vector.Ticket, new SectorPaths(words[2], words[3], words[4]), pieces);
        SealingOptions options = new() { Threads = 1, LowMemory = bool.Parse(words[1]), LabelsAtRisk = TimeSpan.Zero };
        new SectorSealer(new ManagedSealingBackend(), options).PreCommit1Async(staged, null, CancellationToken.None).GetAwaiter().GetResult();
        return 0;
    }
}
