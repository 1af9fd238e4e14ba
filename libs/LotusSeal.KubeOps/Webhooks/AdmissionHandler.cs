using System.Text.Json;
using k8s;
using k8s.Models;
using KubeOps.Operator.Web.Webhooks.Admission.Validation;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Webhooks;

/// <summary>Reads the objects of a review and asks the webhook of their kind.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="path">The path of the URL, with its slash.</param>
/// <param name="webhook">Judges.</param>
/// <param name="definition">How objects are read.</param>
public sealed class AdmissionHandler<TEntity>(string path, ValidationWebhook<TEntity> webhook, EntityDefinition<TEntity> definition)
    : IAdmissionHandler where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private const int Unprocessable = 422;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    async Task<ValidationResult> IAdmissionHandler.ReviewAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        bool isDelete = request.Operation == AdmissionOperation.Delete;
        if (request.Operation == AdmissionOperation.Other) return new ValidationResult();
        if (Read(request, isDelete ? request.OldObject : request.Object, out string? problem) is not { } entity)
        {
            // Who cannot read an object cannot forbid its end.
            if (isDelete) return new ValidationResult();
            string message = $"{definition.Metadata.Kind} cannot be read: {problem}";
            return new ValidationResult { Valid = false, StatusCode = Unprocessable, StatusMessage = message };
        }

        if (isDelete) return await webhook.DeleteAsync(entity, request.IsDryRun, cancellationToken);
        // One that was stored before it could not be read any more is judged like a new one: the change may be what heals it.
        return request.Operation == AdmissionOperation.Update && Read(request, request.OldObject, out _) is { } old
            ? await webhook.UpdateAsync(old, entity, request.IsDryRun, cancellationToken)
            : await webhook.CreateAsync(entity, request.IsDryRun, cancellationToken);
    }

    private TEntity? Read(AdmissionRequest request, JsonElement element, out string? problem)
    {
        problem = "there is no object in the review";
        if (element.ValueKind != JsonValueKind.Object) return null;
        try
        {
            TEntity entity = definition.Read(element);
            entity.Metadata.NamespaceProperty ??= request.Namespace;
            return entity;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            problem = error.Message;
            return null;
        }
    }
}
