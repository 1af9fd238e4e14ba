using k8s;

namespace LotusSeal.Operator.Host.Cluster;

/// <summary>Finds the API server.</summary>
internal static class ApiServerAccess
{
    private const string AccountNamespace = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    /// <summary>The namespace of the pod that this runs in; null outside of pods.</summary>
    public static string? PodNamespace => File.Exists(AccountNamespace) ? File.ReadAllText(AccountNamespace).Trim() : null;

    /// <summary>What a file says, or what KUBECONFIG names, or else the account of the pod.</summary>
    public static KubernetesClientConfiguration Find(string? file)
    {
        string? named = file ?? Environment.GetEnvironmentVariable("KUBECONFIG");
        if (!string.IsNullOrEmpty(named)) return KubernetesClientConfiguration.BuildConfigFromConfigFile(named);
        return KubernetesClientConfiguration.IsInCluster()
            ? KubernetesClientConfiguration.InClusterConfig() : KubernetesClientConfiguration.BuildConfigFromConfigFile();
    }
}
