namespace LotusSeal.Testing.Kubernetes;

/// <summary>Prometheus and promtool.</summary>
public static class PrometheusPrograms
{
    private const string Missing = "Prometheus is not at hand: run `.ci/prometheus` (Debian), or install it (https://prometheus.io/download)";

    /// <summary>The file of one of them: that on PATH, or else what <c>.ci/prometheus</c> has brought; skips the test where there is none.</summary>
    public static string FindOrSkip(string name)
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(KubeAssets.Cache, "prometheus", "usr", "bin"));
        string? file = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (file is null) Assert.Skip(Missing);
        return file;
    }
}
