using LotusSeal.Testing.Processes;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>Prometheus and promtool.</summary>
public static class PrometheusPrograms
{
    private const string Missing = "Prometheus is not at hand: run `.ci/prometheus` (Debian), or install it (https://prometheus.io/download)";

    /// <summary>The file of one of them: that on PATH, or else what <c>.ci/prometheus</c> has brought; skips the test where there is none.</summary>
    public static string FindOrSkip(string name)
    {
        string? file = ProgramSearch.Find(name, Path.Combine(KubeAssets.Cache, "prometheus", "usr", "bin"));
        if (file is null) Assert.Skip(Missing);
        return file;
    }
}
