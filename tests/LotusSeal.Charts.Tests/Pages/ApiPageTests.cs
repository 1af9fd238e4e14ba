using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Pages;

namespace LotusSeal.Charts.Tests.Pages;

/// <summary>
/// What pages say to an API server, command by command, on one of the test's own: what is installed there twice would be refused. No hook of the
/// chart can run on it.
/// </summary>
public sealed class ApiPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Pages { get; } = [.. PageFiles.WithScene(PageScenes.Api)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_succeeds(string page)
    {
        using HelmProgram helm = HelmProgram.FindOrSkip();
        await using ControlPlane? plane = await ControlPlane.StartAsync();
        if (plane is null || KubeAssets.Find() is not { } programs || !File.Exists(Path.Combine(programs, "kubectl")))
        {
            Assert.Skip(KubeAssets.Missing);
            return;
        }

        string output = await new PageShell()
            .Replace("/tmp/", $"{_folder.Path}/")
            .AddPath(Path.GetDirectoryName(helm.File)!)
            .AddPath(programs)
            .Set("KUBECONFIG", plane.KubeConfig)
            .Set("HELM_CACHE_HOME", _folder["cache"])
            .Set("HELM_CONFIG_HOME", _folder["config"])
            .Set("HELM_DATA_HOME", _folder["data"])
            .Before("helm", """
                case $1 in
                  install | upgrade | uninstall | rollback) command helm "$@" --no-hooks ;;
                  *) command helm "$@" ;;
                esac
                """)
            .RunAsync(page, PageScenes.Api);
        TestContext.Current.SendDiagnosticMessage("{0}", output);
    }
}
