using k8s;
using k8s.Models;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Explain;

/// <summary>What people have told the operator by annotations.</summary>
public static class PoolMarks
{
    /// <summary>Whether an annotation is switched on, as the operator reads it.</summary>
    public static bool Says(IKubernetesObject<V1ObjectMeta> entity, string annotation) =>
        PoolAnnotations.IsOn(entity.Metadata.Annotations, annotation);
}
