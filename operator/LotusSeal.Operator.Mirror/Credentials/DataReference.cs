using LotusSeal.KubeOps.Client;

namespace LotusSeal.Operator.Mirror.Credentials;

/// <summary>A key of a Secret or ConfigMap.</summary>
internal readonly record struct DataReference(ObjectKey Object, string Key);
