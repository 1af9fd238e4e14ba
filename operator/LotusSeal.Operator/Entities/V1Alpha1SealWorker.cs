using System.ComponentModel;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A pool: equal workers for one miner in one namespace (spec/operator.md 6).</summary>
[Description("A pool of equal workers for one Lotus miner. Edit, scale and delete it at any time: workers end their tasks first.")]
[KubernetesEntity(Group = GroupName, ApiVersion = Version, Kind = KindName, PluralName = Plural)]
[KubernetesEntityShortNames("sw")]
[KubernetesEntityCategories("filecoin")]
[ScaleSubresource(".spec.replicas", ".status.replicas", ".status.selector")]
[GenericAdditionalPrinterColumn(".status.miner.actor", "Miner", "string", Description = "Actor of the miner")]
[GenericAdditionalPrinterColumn(".spec.replicas", "Desired", "integer", Description = "Workers that there should be")]
[GenericAdditionalPrinterColumn(".status.readyReplicas", "Ready", "integer", Description = "Workers that are ready and registered at the miner")]
[GenericAdditionalPrinterColumn(".status.busyReplicas", "Busy", "integer", Description = "Workers with a task")]
[GenericAdditionalPrinterColumn(".status.drainingReplicas", "Draining", "integer", Description = "Workers that end their work")]
[GenericAdditionalPrinterColumn(".status.updatedReplicas", "Updated", "integer", Description = "Workers of the present specification")]
[GenericAdditionalPrinterColumn(".status.gpus", "GPUs", "integer", Description = "GPUs in the limits of the pods")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type=='Ready')].reason", "Status", "string", Description = "Why the pool is ready or not")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date", Description = "Age of the pool")]
[GenericAdditionalPrinterColumn(".spec.miner.address", "Address", "string", Description = "Address of the miner", Priority = 1)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type=='Ready')].message", "Message", "string", Description = "The same in plain words", Priority = 1)]
public sealed record V1Alpha1SealWorker : IKubernetesObject<V1ObjectMeta>
{
    public const string GroupName = "lotusseal.io";

    public const string Version = "v1alpha1";

    public const string KindName = "SealWorker";

    public const string Plural = "sealworkers";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{GroupName}/{Version}";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    [Description("What the pool should be.")]
    [Required]
    public SealWorkerSpec Spec { get; set; } = new();

    [JsonPropertyName("status")]
    [Description("What the pool is, written by the operator.")]
    public SealWorkerStatus? Status { get; set; }
}
