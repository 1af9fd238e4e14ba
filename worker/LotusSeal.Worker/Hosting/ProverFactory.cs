using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Resources;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Makes the daemon's prover, and says which proofs it can make.</summary>
internal static class ProverFactory
{
    /// <summary>The prover, whose process is started when it is first needed.</summary>
    public static ChildProver Create(WorkerRunOptions options, ILogger logger) => new(
        options.Prover ?? ProverProgram.OfThisProcess(options.ParametersFolder, options.Threads),
        new ProverTimings { Idle = options.ProverIdle }, TimeProvider.System, logger);

    /// <summary>Takes from the offer what cannot be proved here; the log says why, and with what the rest is proved.</summary>
    public static ProofReadiness Check(WorkerRunOptions options, ulong sectorSize, TaskTypeSet tasks, ILogger logger)
    {
        ProofReadiness proofs = new(options.ParametersFolder, sectorSize, new HostProbe());
        tasks.WhyNot = proofs.WhyNot;
        foreach ((string task, string reason) in tasks.Withhold()) logger.ProofNotReady(TaskTypes.ShortName(task), reason);
        foreach (string task in options.Tasks.Where(tasks.Contains))
        {
            if (proofs.Look(task) is { } proof)
                logger.ProofReady(proof.ShortTask, proof.Parameters, SizeText.Format((ulong)proof.Memory));
        }

        return proofs;
    }
}
