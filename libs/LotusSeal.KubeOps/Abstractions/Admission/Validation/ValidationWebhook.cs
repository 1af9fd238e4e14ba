using k8s;
using k8s.Models;

namespace KubeOps.Operator.Web.Webhooks.Admission.Validation;

/// <summary>
/// Judges objects of one kind before the API server stores, changes or deletes them; the shape of KubeOps. Each operation has a method, and one
/// that may wait; what is not overridden lets everything through.
/// </summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
public abstract class ValidationWebhook<TEntity> where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>An object is to be made.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="dryRun">Nothing is stored: the webhook must change nothing either.</param>
    public virtual ValidationResult Create(TEntity entity, bool dryRun) => Success();

    /// <inheritdoc cref="Create"/>
    public virtual Task<ValidationResult> CreateAsync(TEntity entity, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(Create(entity, dryRun));

    /// <summary>An object is to be changed.</summary>
    /// <param name="oldEntity">As it is.</param>
    /// <param name="newEntity">As it is to be.</param>
    /// <param name="dryRun">Nothing is stored: the webhook must change nothing either.</param>
    public virtual ValidationResult Update(TEntity oldEntity, TEntity newEntity, bool dryRun) => Success();

    /// <inheritdoc cref="Update"/>
    public virtual Task<ValidationResult> UpdateAsync(TEntity oldEntity, TEntity newEntity, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(Update(oldEntity, newEntity, dryRun));

    /// <summary>An object is to be deleted.</summary>
    /// <param name="entity">As it is.</param>
    /// <param name="dryRun">Nothing is deleted: the webhook must change nothing either.</param>
    public virtual ValidationResult Delete(TEntity entity, bool dryRun) => Success();

    /// <inheritdoc cref="Delete"/>
    public virtual Task<ValidationResult> DeleteAsync(TEntity entity, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(Delete(entity, dryRun));

    /// <summary>The request may go on.</summary>
    /// <param name="warnings">What the client is told beside.</param>
    protected static ValidationResult Success(params string[] warnings) => new() { Warnings = warnings };

    /// <summary>The request is refused.</summary>
    /// <param name="reason">Why, in plain words.</param>
    /// <param name="statusCode">The status of HTTP that the client gets.</param>
    protected static ValidationResult Fail(string? reason = null, int? statusCode = null) =>
        new() { Valid = false, StatusMessage = reason, StatusCode = statusCode };
}
