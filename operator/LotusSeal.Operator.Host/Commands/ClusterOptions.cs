using System.CommandLine;

namespace LotusSeal.Operator.Host.Commands;

/// <summary>Options that several commands have.</summary>
internal static class ClusterOptions
{
    /// <summary>The way to the API server.</summary>
    public static readonly Option<string?> KubeConfig =
        new("--kubeconfig") { Description = "file with the way to the API server (default: what KUBECONFIG names, else the account of the pod)" };

    /// <summary>Where pools are looked for.</summary>
    public static readonly Option<string[]> Namespaces =
        new("--namespace", "-n") { Description = "pools of this namespace only; may be given more than once (default: all)" };

    /// <summary>The namespaces that were given, each once; none for all.</summary>
    public static IReadOnlyList<string> NamespacesOf(ParseResult result) => [.. (result.GetValue(Namespaces) ?? []).Distinct()];
}
