using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Events;

/// <summary>
/// Says something about an object, for <c>kubectl describe</c>; the shape of KubeOps. It never throws and never waits for the API server.
/// </summary>
/// <param name="entity">The object it is about.</param>
/// <param name="reason">One word in upper camel case, of a documented set.</param>
/// <param name="message">One sentence; what is longer than the API server takes is cut.</param>
/// <param name="type">Whether somebody may have to act.</param>
/// <param name="cancellationToken">Of no use here, as nothing is waited for.</param>
public delegate Task EventPublisher(
    IKubernetesObject<V1ObjectMeta> entity, string reason, string message, EventType type = EventType.Normal,
    CancellationToken cancellationToken = default);
