using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Provers;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Makes the daemon's prover, and says which proofs it can make.</summary>
internal static class ProverFactory
{
    /// <summary>The prover, whose process is started when it is first needed.</summary>
    /// <param name="options">Parameters, threads, policy.</param>
    /// <param name="devices">Remembers which GPUs failed.</param>
    /// <param name="logger">Gets what it says.</param>
    public static ChildProver Create(WorkerRunOptions options, IRetiredDevices devices, ILogger logger) => new(
        options.Prover ?? ProverCommand.Of(options.ParametersFolder, options.Threads, options.GpuPolicy),
        new ChildTimings { Idle = options.ProverIdle }, TimeProvider.System, logger, devices);

    /// <summary>Takes from the offer what cannot be proved here; the log says why, and with what the rest is proved.</summary>
    public static ProofReadiness Check(WorkerRunOptions options, ulong sectorSize, TaskTypeSet tasks, ILogger logger)
    {
        ProofReadiness proofs = new(options.ParametersFolder, sectorSize, options.Host);
        tasks.WhyNot = proofs.WhyNot;
        foreach ((string task, string reason) in tasks.Withhold()) logger.ProofNotReady(TaskTypes.ShortName(task), reason);
        foreach (string task in options.Tasks.Where(tasks.Contains))
        {
            if (proofs.Look(task) is { } proof)
                logger.ProofReady(proof.ShortTask, proof.Parameters, SizeText.Format((ulong)proof.Memory));
        }

        return proofs;
    }

    /// <summary>Has the parameters of proofs of spacetime read before the first of them is asked for.</summary>
    public static async Task PrepareAsync(IProver prover, TaskTypeSet tasks, ulong sectorSize, ILogger logger, CancellationToken stop)
    {
        foreach (RegisteredPoStProof proof in Enum.GetValues<RegisteredPoStProof>())
        {
            string task = proof.IsWinning() ? TaskTypes.WinningPoSt : TaskTypes.WindowPoSt;
            if (proof.CountsPositions() || proof.SectorShape().SectorSize != sectorSize || !tasks.Contains(task)) continue;
            try
            {
                await prover.ProveAsync(new ProofRequest(ProofKind.PreparePost, (int)proof, 0, 0), ReadOnlyMemory<byte>.Empty,
                    new Progress<PhaseProgress>(), stop);
            }
            catch (Exception e) when (e is SealingException or ChildLostException or OperationCanceledException)
            {
                if (!stop.IsCancellationRequested) logger.ParametersNotRead(TaskTypes.ShortName(task), e.Message);
            }
        }
    }
}
