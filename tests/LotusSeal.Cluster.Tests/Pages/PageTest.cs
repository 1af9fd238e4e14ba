using LotusSeal.Cluster.Tests.Charts;
using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Pages;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Pages;

/// <summary>
/// A test that runs blocks of a page on the cluster with a node. The test's namespace takes the place of <c>sealing</c>, and the operator looks after
/// that alone. The definition of this cluster was not brought by Helm, which therefore takes it over.
/// </summary>
public abstract class PageTest(PodCluster cluster) : ChartTest(cluster)
{
    /// <summary>Runs the blocks of a page that belong to a scene.</summary>
    protected async Task RunAsync(string page, string scene)
    {
        string config = Folder["kubeconfig"];
        File.Copy(Node.KubeConfig, config);
        CommandResult context = await CommandRun.RunAsync(Path.Combine(Node.Programs, "kubectl"),
            ["--kubeconfig", config, "config", "set-context", "--current", "--namespace", Namespace]);
        Assert.True(context.ExitCode == 0, context.Error);
        string output = await new PageShell()
            .Replace("-n sealing", $"-n {Namespace}")
            .Replace("--namespace sealing", $"--namespace {Namespace}")
            .Replace("serviceaccount:sealing:", $"serviceaccount:{Namespace}:")
            .Replace("/tmp/", $"{Folder.Path}/")
            .Replace("dist/", $"{Folder.Path}/")
            .AddPath(HelmFolder)
            .AddPath(Node.Programs)
            .AddPath(AppContext.BaseDirectory)
            .Set("KUBECONFIG", config)
            .Set("HELM_CACHE_HOME", Folder["cache"])
            .Set("HELM_CONFIG_HOME", Folder["config"])
            .Set("HELM_DATA_HOME", Folder["data"])
            .Before("helm", $$"""
                case "$1 $2" in
                  "install seal-crds" | "upgrade seal-crds") shift; command helm upgrade --install --take-ownership "$@" ;;
                  "install seal" | "upgrade seal") command helm "$@" --set 'operator.namespaces={{{Namespace}}}' ;;
                  *) command helm "$@" ;;
                esac
                """)
            .Before("ctr", $"'{Node.Script}' inside --dir '{Node.Folder}' -- ctr \"$@\"")
            .RunAsync(page, scene, TimeSpan.FromMinutes(20));
        TestContext.Current.SendDiagnosticMessage("{0}", output);
    }
}
