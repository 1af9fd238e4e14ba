using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Reconciliation;

/// <summary>How a pass over one object ended; the shape of KubeOps.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
public sealed record ReconciliationResult<TEntity> where TEntity : IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity, string? errorMessage, Exception? error, TimeSpan? requeueAfter)
    {
        Entity = entity;
        ErrorMessage = errorMessage;
        Error = error;
        RequeueAfter = requeueAfter;
    }

    /// <summary>The object that was looked at.</summary>
    public TEntity Entity { get; }

    /// <summary>False when the pass is to be repeated because it failed.</summary>
    [MemberNotNullWhen(false, nameof(ErrorMessage))]
    public bool IsSuccess => ErrorMessage is null;

    /// <summary>What went wrong, in words.</summary>
    public string? ErrorMessage { get; }

    /// <summary>What was thrown, if anything.</summary>
    public Exception? Error { get; }

    /// <summary>When to look again. After a failure without it, the back-off of the object decides.</summary>
    public TimeSpan? RequeueAfter { get; }

    /// <summary>The pass did all there was to do.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) => new(entity, null, null, requeueAfter);

    /// <summary>The pass failed and is repeated.</summary>
    public static ReconciliationResult<TEntity> Failure(
        TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity, errorMessage, error, requeueAfter);
}
