using LotusSeal.Cuda;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Provers;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Under <see cref="GpuPolicy.Require"/>: withholds the tasks that need a GPU while there is none, from the start or when the last one is retired.
/// Proofs of spacetime are offered all the same.
/// </summary>
internal sealed class GpuRequirement
{
    private readonly BackendPool _backends;
    private readonly ChildProver _prover;
    private readonly TaskTypeSet _tasks;
    private readonly ILogger _logger;
    private readonly string[] _needing;
    private readonly string _none;

    private GpuRequirement(WorkerRunOptions options, BackendPool backends, string? noGpu, ChildProver prover, TaskTypeSet tasks, ILogger logger)
    {
        (_backends, _prover, _tasks, _logger) = (backends, prover, tasks, logger);
        string[] proofs = [TaskTypes.Commit2, TaskTypes.ProveReplicaUpdate2];
        // An external command does what it likes.
        _needing = options.GpuPolicy != GpuPolicy.Require ? [] : options.ExternalPreCommit2 is null ? [TaskTypes.PreCommit2, .. proofs] : proofs;
        _none = noGpu ?? "no GPU was found at the start";
    }

    /// <summary>What is withheld now, and why, a line for each task; empty when nothing is.</summary>
    public IReadOnlyList<string> Withheld =>
        [.. _needing.Where(_tasks.WasChosen).Where(task => WhyNot(task) is not null)
            .Select(task => $"{TaskTypes.ShortName(task)} is not offered: {WhyNot(task)}")];

    /// <summary>Withholds what cannot be done, now and from the moment on in which that changes.</summary>
    /// <param name="options">The policy, and what computes PreCommit2.</param>
    /// <param name="backends">The GPUs are among them.</param>
    /// <param name="noGpu">Why none is; null where some are.</param>
    /// <param name="prover">Uses the same GPUs.</param>
    /// <param name="tasks">What is offered.</param>
    /// <param name="logger">Told what is withheld.</param>
    public static GpuRequirement Watch(WorkerRunOptions options, BackendPool backends, string? noGpu, ChildProver prover, TaskTypeSet tasks,
        ILogger logger)
    {
        GpuRequirement requirement = new(options, backends, noGpu, prover, tasks, logger);
        if (requirement._needing.Length == 0) return requirement;
        Func<string, string?> others = tasks.WhyNot;
        tasks.WhyNot = task => others(task) ?? requirement.WhyNot(task);
        backends.Changed += requirement.Look;
        prover.GpusAvoided += requirement.Look;
        requirement.Look();
        string[] spacetime = [.. new[] { TaskTypes.WindowPoSt, TaskTypes.WinningPoSt }.Where(tasks.Contains).Select(TaskTypes.ShortName)];
        if (spacetime.Length > 0 && requirement.WhyNone() is { } reason) logger.SpacetimeWithoutGpu(string.Join(' ', spacetime), reason);
        return requirement;
    }

    private void Look()
    {
        foreach ((string task, string reason) in _tasks.Withhold()) _logger.ProofNotReady(TaskTypes.ShortName(task), reason);
    }

    private string? WhyNot(string task)
    {
        if (!_needing.Contains(task)) return null;
        string? reason = WhyNone();
        if (task != TaskTypes.PreCommit2 && _prover.AvoidsGpus) reason ??= "provers were lost one after the other with one";
        return reason is null ? null : $"{GpuPolicySetting.Flag} {GpuPolicySetting.WordOf(GpuPolicy.Require)}: {reason}";
    }

    /// <summary>Why there is no GPU that can be used, or null.</summary>
    private string? WhyNone()
    {
        string[] found = [.. _backends.Candidates.Select(candidate => candidate.Name).Where(CudaSealingBackend.IsName)];
        if (found.Length == 0) return _none;
        string[] retired = [.. _backends.Selection.Retired.Where(fault => found.Contains(fault.Device)).Select(fault => fault.ToString())];
        return retired.Length < found.Length ? null : string.Join("; ", retired);
    }
}
