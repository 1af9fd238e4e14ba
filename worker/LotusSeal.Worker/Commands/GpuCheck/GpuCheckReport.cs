using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Telemetry;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>What <c>gpu-check</c> found out about one device.</summary>
/// <param name="Device">The device.</param>
/// <param name="KnownAnswers">Null when the known answers were given, else the fault.</param>
/// <param name="OpenSeconds">From nothing to the known answers: context, kernels compiled by the driver or read from its cache.</param>
/// <param name="Ceilings">What it was measured to do at most; null where its answers are wrong.</param>
/// <param name="Hashes">Poseidon of each arity.</param>
/// <param name="Replicas">PreCommit2 of generated sectors.</param>
/// <param name="Updates">Updates of generated sectors.</param>
/// <param name="Proofs">Sums and quotients of Commit2.</param>
/// <param name="Partitions">Commit2 of blank partitions.</param>
/// <param name="Kernels">What each kernel of the largest sum and quotient took.</param>
/// <param name="Busiest">What the device said of itself at its highest power in these measurements, or null.</param>
/// <param name="Unreadable">Why it says nothing of itself, or null.</param>
/// <param name="Extrapolated">Seconds of a PreCommit2 of 32 GiB by the rates of the hashes alone.</param>
internal sealed record GpuCheckReport(CudaDeviceInfo Device, string? KnownAnswers, double OpenSeconds, DeviceCeilings? Ceilings,
    IReadOnlyList<HashRate> Hashes, IReadOnlyList<ReplicaCheck> Replicas, IReadOnlyList<UpdateCheck> Updates,
    IReadOnlyList<ProofCheck> Proofs, IReadOnlyList<PartitionCheck> Partitions, IReadOnlyList<KernelTime> Kernels, DeviceReading? Busiest,
    string? Unreadable, double Extrapolated)
{
    /// <summary>Nothing was wrong.</summary>
    public bool IsRight => KnownAnswers is null && Replicas.All(replica => replica.IsEqual != false) && Updates.All(update => update.IsEqual)
        && Proofs.All(proof => proof.IsEqual != false) && Partitions.All(partition => partition.IsEqual != false);
}
