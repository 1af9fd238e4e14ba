using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Commit2;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Provers;

/// <summary>Whether proofs can be made here: their parameters are there, and the memory that they need.</summary>
/// <param name="folder">Folder of the parameters.</param>
/// <param name="sectorSize">Bytes of the miner's sectors.</param>
/// <param name="probe">Reads the limit of memory, of the machine or of the control group.</param>
internal sealed class ProofReadiness(string folder, ulong sectorSize, HostProbe probe)
{
    /// <summary>One proof of each size; all versions of a size have the same circuit (porep.md 8.7).</summary>
    private static readonly IReadOnlyList<RegisteredSealProof> Sizes =
    [
        RegisteredSealProof.StackedDrg2KiBV1_1, RegisteredSealProof.StackedDrg8MiBV1_1, RegisteredSealProof.StackedDrg512MiBV1_1,
        RegisteredSealProof.StackedDrg32GiBV1_1, RegisteredSealProof.StackedDrg64GiBV1_1,
    ];

    /// <summary>What a task of proofs needs, and what is missing of it; null for a task that makes none.</summary>
    public ProofTaskReport? Look(string task)
    {
        if (NeedsOf(task) is not { } needs) return null;
        string path = Path.Join(folder, needs.File);
        return new ProofTaskReport(TaskTypes.ShortName(task), path, needs.Length, needs.Memory,
            FileProblem(path, needs.Length) ?? MemoryProblem((ulong)needs.Memory));
    }

    private (string File, long Length, long Memory)? NeedsOf(string task)
    {
        RegisteredSealProof? known = Sizes.Cast<RegisteredSealProof?>().FirstOrDefault(
            size => PoRepConfig.ForProof(size!.Value).SectorSize == sectorSize);
        if (known is not { } proof) return null;
        return task switch
        {
            TaskTypes.Commit2 => OfSeal(Commit2Needs.Of(PoRepConfig.ForProof(proof))),
            TaskTypes.WindowPoSt => Of(PostNeeds.Of(RegisteredPoStProofs.WindowProofOf(proof))),
            TaskTypes.WinningPoSt => Of(PostNeeds.Of(RegisteredPoStProofs.WinningProofOf(proof))),
            _ => null,
        };

        static (string, long, long) OfSeal(Commit2Needs needs) => (needs.ParametersFile, needs.ParametersLength, needs.Memory);
        static (string, long, long) Of(PostNeeds needs) => (needs.ParametersFile, needs.ParametersLength, needs.Memory);
    }

    /// <summary>Why a task cannot be done here now, or null.</summary>
    public string? WhyNot(string task) => Look(task)?.Problem;

    private static string? FileProblem(string path, long length)
    {
        FileInfo file = new(path);
        if (!file.Exists) return $"the parameters '{path}' are missing; 'lotus-seal-worker proofs params fetch' brings them";
        return file.Length == length ? null
            : $"the parameters '{path}' have {file.Length} bytes, not {length}; 'lotus-seal-worker proofs params fetch' brings the right ones";
    }

    private string? MemoryProblem(ulong needed)
    {
        ulong limit = probe.ReadMemory().Physical;
        return needed <= limit ? null
            : $"a proof needs up to {SizeText.Format(needed)} of memory, and this machine or container has {SizeText.Format(limit)}";
    }
}
