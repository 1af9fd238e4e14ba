using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Certificates;

/// <summary>What certificates of webhooks are made and where they are kept.</summary>
public sealed record CertificateOptions
{
    /// <summary>The Secret, in the namespace of the operator.</summary>
    public required ObjectKey Secret { get; init; }

    /// <summary>Names of the server and addresses, at least one.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The validating webhook configurations all of whose webhooks get the authority as <c>caBundle</c>.</summary>
    public required IReadOnlyList<string> Configurations { get; init; }

    /// <summary>How long the authority lasts. It is renewed, as is the server's certificate, after two thirds of its life.</summary>
    public TimeSpan AuthorityLife { get; init; } = TimeSpan.FromDays(730);

    /// <summary>How long the certificate of the server lasts.</summary>
    public TimeSpan ServerLife { get; init; } = TimeSpan.FromDays(90);

    /// <summary>From when a new authority is told to API servers until a certificate of it is served.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often Secret and configurations are looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The names of a Service of the cluster, as API servers call it and as others may.</summary>
    public static string[] NamesOf(string service, string ns) => [$"{service}.{ns}.svc", $"{service}.{ns}.svc.cluster.local"];
}
