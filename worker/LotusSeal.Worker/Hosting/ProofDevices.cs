using LotusSeal.Cuda;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Hosting;

/// <summary>What computes the proofs of this worker: as its prover says; before there is one, the GPU that it will take.</summary>
/// <param name="prover">The prover.</param>
/// <param name="backends">The backends of the worker, which sees the same GPUs.</param>
/// <param name="tasks">What is offered.</param>
internal sealed class ProofDevices(ChildProver prover, BackendPool backends, TaskTypeSet tasks)
{
    private static readonly string[] Proofs =
        [TaskTypes.Commit2, TaskTypes.ProveReplicaUpdate2, TaskTypes.WindowPoSt, TaskTypes.WinningPoSt];

    /// <summary>The backend of each task that makes proofs, by its short name; empty where neither is known nor a GPU there.</summary>
    public IReadOnlyDictionary<string, string> Backends
    {
        get
        {
            string? name = prover.Backend ?? Expected;
            return name is null ? new Dictionary<string, string>()
                : Proofs.Where(tasks.Contains).ToDictionary(TaskTypes.ShortName, _ => name);
        }
    }

    private string? Expected => prover.AvoidsGpus ? null : backends.Candidates.OfType<ChildGpu>()
        .LastOrDefault(gpu => backends.Selection.Retired.All(fault => fault.Device != gpu.Name))?.Name;

    /// <summary>The GPU that proofs use, by name; none where no proof is offered.</summary>
    public IEnumerable<string> UsedGpus => Backends.Values.Distinct().Where(CudaSealingBackend.IsName);
}
