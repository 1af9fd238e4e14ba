using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Proving;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Provers;

/// <summary>Whether proofs can be made here: their parameters are there, and the memory that they need.</summary>
internal sealed class ProofReadiness
{
    private readonly Dictionary<string, (string Path, long Length, long Memory)> _needs = new(StringComparer.Ordinal);
    private readonly HostProbe _probe;

    /// <param name="folder">Folder of the parameters.</param>
    /// <param name="sectorSize">Bytes of the miner's sectors.</param>
    /// <param name="probe">Reads the limit of memory, of the machine or of the control group.</param>
    public ProofReadiness(string folder, ulong sectorSize, HostProbe probe)
    {
        _probe = probe;
        // All versions of a size have the same circuit (porep.md 8.7).
        RegisteredSealProof? known = Enum.GetValues<RegisteredSealProof>().Cast<RegisteredSealProof?>().FirstOrDefault(
            proof => PoRepConfig.ForProof(proof!.Value).SectorSize == sectorSize);
        if (known is not { } proof) return;
        PoRepConfig config = PoRepConfig.ForProof(proof);
        Add(TaskTypes.Commit2, ProofNeeds.OfSeal(config));
        Add(TaskTypes.ProveReplicaUpdate2, ProofNeeds.OfUpdate(config));
        Add(TaskTypes.WindowPoSt, ProofNeeds.OfPost(RegisteredPoStProofs.WindowProofOf(proof)));
        Add(TaskTypes.WinningPoSt, ProofNeeds.OfPost(RegisteredPoStProofs.WinningProofOf(proof)));

        void Add(string task, ProofNeeds needs) => _needs[task] = (Path.Join(folder, needs.ParametersFile), needs.ParametersLength, needs.Memory);
    }

    /// <summary>What a task of proofs needs, and what is missing of it; null for a task that makes none.</summary>
    public ProofTaskReport? Look(string task) => _needs.TryGetValue(task, out (string Path, long Length, long Memory) needs)
        ? new ProofTaskReport(TaskTypes.ShortName(task), needs.Path, needs.Length, needs.Memory,
            FileProblem(needs.Path, needs.Length) ?? MemoryProblem((ulong)needs.Memory))
        : null;

    /// <summary>Why a task cannot be done here now, or null.</summary>
    public string? WhyNot(string task) => Look(task)?.Problem;

    private static string? FileProblem(string path, long length)
    {
        FileInfo file;
        try
        {
            file = FileTarget.Of(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"the parameters '{path}' cannot be looked at: {error.Message}";
        }

        if (!file.Exists) return $"the parameters '{path}' are missing; 'lotus-seal-worker proofs params fetch' brings them";
        return file.Length == length ? null
            : $"the parameters '{path}' have {file.Length} bytes, not {length}; 'lotus-seal-worker proofs params fetch' brings the right ones";
    }

    private string? MemoryProblem(ulong needed)
    {
        return _probe.ReadLimit() is not { } limit || needed <= limit ? null
            : $"a proof needs up to {SizeText.Format(needed)} of memory, and this machine or container has {SizeText.Format(limit)}";
    }
}
