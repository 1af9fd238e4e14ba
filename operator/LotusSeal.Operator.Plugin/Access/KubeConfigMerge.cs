using k8s;
using k8s.KubeConfigModels;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Reads several kubeconfig files as one, as kubectl does: what an earlier file says is not changed by a later one.</summary>
internal static class KubeConfigMerge
{
    /// <summary>The files as one configuration, with paths that no longer depend on where a file lies.</summary>
    public static K8SConfiguration Read(IEnumerable<string> files)
    {
        K8SConfiguration[] all = [.. files.Select(Read)];
        K8SConfiguration whole = all[0];
        whole.CurrentContext = all.Select(one => one.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name));
        whole.Contexts = First(all.SelectMany(one => one.Contexts ?? []), context => context.Name);
        whole.Clusters = First(all.SelectMany(one => one.Clusters ?? []), cluster => cluster.Name);
        whole.Users = First(all.SelectMany(one => one.Users ?? []), user => user.Name);
        return whole;
    }

    private static K8SConfiguration Read(string file)
    {
        K8SConfiguration one = KubernetesClientConfiguration.LoadKubeConfig(new FileInfo(file));
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        foreach (ClusterEndpoint cluster in (one.Clusters ?? []).Select(cluster => cluster.ClusterEndpoint).OfType<ClusterEndpoint>())
            cluster.CertificateAuthority = Whole(folder, cluster.CertificateAuthority);
        foreach (UserCredentials user in (one.Users ?? []).Select(user => user.UserCredentials).OfType<UserCredentials>())
        {
            user.ClientCertificate = Whole(folder, user.ClientCertificate);
            user.ClientKey = Whole(folder, user.ClientKey);
        }

        return one;
    }

    private static string? Whole(string folder, string? path) => string.IsNullOrEmpty(path) ? path : Path.GetFullPath(path, folder);

    private static List<T> First<T>(IEnumerable<T> all, Func<T, string> name) => [.. all.DistinctBy(name)];
}
