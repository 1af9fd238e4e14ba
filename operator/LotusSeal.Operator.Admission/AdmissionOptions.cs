using System.Net;
using LotusSeal.KubeOps.Certificates;

namespace LotusSeal.Operator.Admission;

/// <summary>Where the webhooks of the operator are, and whether there are any. The initial values are those of config/webhook.</summary>
public sealed record AdmissionOptions
{
    /// <summary>False where there are none: pools are checked when they are worked on, and budgets refuse evictions.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where to listen; null for every address of the pod.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The port; 0 for a free one, which needs an address.</summary>
    public int Port { get; init; } = 9443;

    /// <summary>Namespace of the operator, its Service and its Secret.</summary>
    public string Namespace { get; init; } = "lotusseal-system";

    /// <summary>The Service by which API servers reach the webhooks.</summary>
    public string ServiceName { get; init; } = "lotus-seal-operator-webhook";

    /// <summary>Names and addresses of the server beside those of the Service.</summary>
    public IReadOnlyList<string> MoreNames { get; init; } = [];

    /// <summary>The Secret with the certificates.</summary>
    public string SecretName { get; init; } = "lotus-seal-operator-webhook";

    /// <summary>The ValidatingWebhookConfigurations that are told whom to trust.</summary>
    public IReadOnlyList<string> Configurations { get; init; } = ["lotus-seal-operator"];

    /// <summary>How often the Secret and the configurations are looked at.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How the certificates follow from this.</summary>
    internal CertificateOptions Certificates => new()
    {
        Secret = new(Namespace, SecretName),
        Names = [.. CertificateOptions.NamesOf(ServiceName, Namespace), .. MoreNames],
        Configurations = Configurations,
        Interval = LookInterval,
    };
}
