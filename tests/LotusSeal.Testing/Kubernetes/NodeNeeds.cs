using System.Diagnostics;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>What a cluster whose node runs pods needs of this machine.</summary>
public static class NodeNeeds
{
    /// <summary>The Debian packages that bring it.</summary>
    public const string Packages = "containerd runc containernetworking-plugins iptables conntrack iproute2";

    private const string Bridge = "/usr/lib/cni/bridge";

    private static readonly string[] Programs = ["containerd", "ctr", "runc", "iptables", "conntrack", "ip", "nsenter", "unshare", "setsid"];
    private static readonly string[] Folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Starts clusters; null where the folder beside the checkout is missing that development machines have.</summary>
    public static string? Script => Repository.Shared("kube", "cluster.sh");

    /// <summary>Why no node can run pods here, and what helps; null when one can.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux()) return "pods need Linux";
        if (Script is null)
            return "no cluster with a node is at hand: the folder shared/kube with its cluster.sh is not beside the checkout (set LOTUSSEAL_SHARED)";
        if (!Environment.IsPrivilegedProcess) return "a node that runs pods needs root: run the tests as root";
        string[] missing = [.. Programs.Where(program => !Folders.Any(folder => File.Exists(Path.Combine(folder, program))))];
        if (missing.Length == 0 && !File.Exists(Bridge)) missing = [Bridge];
        if (missing.Length > 0) return $"no node can run pods here, {string.Join(", ", missing)} is missing: apt-get install {Packages}";
        using Process probe = Process.Start(new ProcessStartInfo("unshare", ["-m", "-n", "-p", "--fork", "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0 ? null : "no node can run pods here: root may make no namespaces (it lacks CAP_SYS_ADMIN)";
    }
}
