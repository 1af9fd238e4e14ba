namespace LotusSeal.Operator.Entities;

/// <summary>Expressions that several fields share; the API server reads them as RE2.</summary>
internal static class Patterns
{
    /// <summary>A duration in hours, minutes and seconds, for instance 1h30m.</summary>
    public const string Duration = @"^([0-9]{1,9}(\.[0-9]{1,3})?(h|m|s))+$";

    /// <summary>A quantity that is not negative, as a string.</summary>
    public const string PositiveQuantity = @"^\+?([0-9]+|[0-9]+\.[0-9]*|\.[0-9]+)(([KMGTPE]i)|[numkMGTPE]|([eE][0-9]{1,2}))?$";

    /// <summary>The name of an object: a DNS subdomain.</summary>
    public const string ObjectName = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>A name with an optional domain, such as nvidia.com/mig-1g.10gb.</summary>
    public const string QualifiedName =
        @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";

    /// <summary>A key in a Secret or ConfigMap.</summary>
    public const string DataKey = @"^[-._a-zA-Z0-9]+$";

    /// <summary>A multiaddress of kinds that miners use, or a URL.</summary>
    public const string MinerAddress =
        @"^(/(ip4|ip6|dns|dns4|dns6)/[^/\s]+/tcp/[0-9]{1,5}(/(http|https|ws|wss))?|(http|https|ws|wss)://[^\s/@]+(/[^\s]*)?)$";

    /// <summary>An absolute path without a step upwards.</summary>
    public const string AbsolutePath = @"^(/([^/.\s][^/\s]*|\.[^/.\s][^/\s]*))+$";

    /// <summary>The string form of a share of the replicas; a number needs no pattern.</summary>
    public const string Percent = @"^(0|[1-9][0-9]?|100)%$";

    /// <summary>The name of an environment variable.</summary>
    public const string VariableName = @"^[A-Za-z_][A-Za-z0-9_]*$";
}
