using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeOps.Operator.Web.Webhooks.Admission.Validation;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Admission;

/// <summary>
/// Refuses pools that nothing would be done for, with everything that is wrong with them, and tells whoever deletes one what it waits for. The same
/// check stands before every pass over a pool, so nothing depends on this webhook being there.
/// </summary>
public sealed class SealWorkerValidationWebhook : ValidationWebhook<V1Alpha1SealWorker>
{
    private const int Invalid = 422;

    /// <inheritdoc/>
    public override ValidationResult Create(V1Alpha1SealWorker entity, bool dryRun)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return ResultOf(entity, SealWorkerValidator.Check(entity));
    }

    /// <inheritdoc/>
    public override ValidationResult Update(V1Alpha1SealWorker oldEntity, V1Alpha1SealWorker newEntity, bool dryRun)
    {
        ArgumentNullException.ThrowIfNull(oldEntity);
        ArgumentNullException.ThrowIfNull(newEntity);
        // Its finalizer must come off, whatever it says.
        if (newEntity.Metadata.DeletionTimestamp is not null) return Success();
        PoolCheck check = SealWorkerValidator.Check(newEntity, oldEntity);
        // A pool that was stored while no webhook was there takes labels and annotations all the same: paused and released it has to be too.
        bool isSpecKept = JsonNode.DeepEquals(Node(oldEntity.Spec), Node(newEntity.Spec));
        return isSpecKept ? Success([.. check.Faults.Concat(check.Warnings).Select(fault => fault.ToString())]) : ResultOf(newEntity, check);
    }

    /// <inheritdoc/>
    public override ValidationResult Delete(V1Alpha1SealWorker entity, bool dryRun)
    {
        ArgumentNullException.ThrowIfNull(entity);
        SealWorkerStatus status = entity.Status ?? new SealWorkerStatus();
        if (status is { BusyReplicas: 0, RunningTasks: 0, DrainingReplicas: 0 }) return Success();
        return Success(
            string.Create(CultureInfo.InvariantCulture, $"{entity.Metadata.Name}: {status.BusyReplicas} workers have tasks ")
                + string.Create(CultureInfo.InvariantCulture, $"({status.RunningTasks} in all), {status.DrainingReplicas} drain; ")
                + "the pool goes when they have ended",
            "`kubectl describe sealworker` says what is waited for; to delete pods, the namespace, or with --cascade=foreground would cut tasks off");
    }

    private static ValidationResult ResultOf(V1Alpha1SealWorker pool, PoolCheck check) => check.IsValid
        ? Success([.. check.Warnings.Select(warning => warning.ToString())])
        : Fail($"the pool {pool.Metadata.Name} cannot be: {check.Message}", Invalid);

    private static JsonNode? Node(SealWorkerSpec spec) => JsonSerializer.SerializeToNode(spec, SealWorkerJson.Default.SealWorkerSpec);
}
