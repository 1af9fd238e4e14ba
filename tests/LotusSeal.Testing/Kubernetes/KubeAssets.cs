using System.Diagnostics;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>The folder with kube-apiserver and etcd.</summary>
public static class KubeAssets
{
    private const string Variable = "KUBEBUILDER_ASSETS";
    private const string VersionVariable = "KUBE_VERSION";
    private static readonly string[] Programs = ["kube-apiserver", "etcd"];

    /// <summary>Why a test of the API server is skipped where there is none, and what helps.</summary>
    public const string Missing = "no API server is at hand: run `make kube-assets` (internet), or set KUBEBUILDER_ASSETS to a folder with "
        + "kube-apiserver and etcd, or KUBECONFIG to a cluster for tests, or install Docker and k3d";

    /// <summary>
    /// Finds the folder: what the variable names, or else what lies beside the checkout on development machines, unpacked once, or else what
    /// <c>make kube-assets</c> has brought.
    /// </summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="InvalidOperationException">The variable names a folder that does not have them.</exception>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            if (Array.Find(Programs, program => !File.Exists(Path.Combine(named, program))) is { } missing)
                throw new InvalidOperationException($"{Variable} names {named}, where there is no {missing}");
            return named;
        }

        if (Repository.Shared("kube", "cluster.sh") is { } script) return Unpack(script);
        return Array.TrueForAll(Programs, program => File.Exists(Path.Combine(Fetched, program))) ? Fetched : null;
    }

    /// <summary>Where <c>make kube-assets</c> leaves what it has brought.</summary>
    public static string Fetched => Path.Combine(Cache, "kube-assets", "current");

    /// <summary>Where programs for tests are kept outside of checkouts.</summary>
    internal static string Cache
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named : Path.Combine(home, ".cache");
            return Path.Combine(cache, "lotusseal");
        }
    }

    /// <summary>The folder of one version, where it lies beside the checkout.</summary>
    /// <param name="version">Such as <c>1.37.2</c>.</param>
    /// <returns>Null when it is not there.</returns>
    public static string? Find(string version) =>
        Repository.Shared("kube", $"kubelab-{version}.tar.xz") is not null && Repository.Shared("kube", "cluster.sh") is { } script
            ? Unpack(script, version) : null;

    private static string Unpack(string script, string? version = null)
    {
        ProcessStartInfo start = new(script, ["unpack"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (version is not null) start.Environment[VersionVariable] = version;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string folder = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? folder : throw new InvalidOperationException($"{script} unpack: {error.Result}");
    }
}
