using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Commit2;
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
    private static readonly IReadOnlyList<PoRepConfig> Sizes =
    [
        .. new[]
        {
            RegisteredSealProof.StackedDrg2KiBV1_1, RegisteredSealProof.StackedDrg8MiBV1_1, RegisteredSealProof.StackedDrg512MiBV1_1,
            RegisteredSealProof.StackedDrg32GiBV1_1, RegisteredSealProof.StackedDrg64GiBV1_1,
        }.Select(PoRepConfig.ForProof),
    ];

    /// <summary>What a task of proofs needs, and what is missing of it; null for a task that makes none.</summary>
    public ProofTaskReport? Look(string task)
    {
        if (task != TaskTypes.Commit2 || Sizes.FirstOrDefault(size => size.SectorSize == sectorSize) is not { } config) return null;
        Commit2Needs needs = Commit2Needs.Of(config);
        string path = Path.Join(folder, needs.ParametersFile);
        return new ProofTaskReport(TaskTypes.ShortName(task), path, needs.ParametersLength, needs.Memory,
            FileProblem(path, needs.ParametersLength) ?? MemoryProblem((ulong)needs.Memory));
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
        return needed <= limit ? null : $"a proof needs up to {SizeText.Format(needed)} of memory, and this machine or container has {SizeText.Format(limit)}";
    }
}
