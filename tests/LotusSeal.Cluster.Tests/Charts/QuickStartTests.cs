using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Charts;

/// <summary>docs/quick-start.md does what it says, command by command.</summary>
public sealed class QuickStartTests(PodCluster cluster) : ChartTest(cluster)
{
    private const string Fence = "```", Shell = "```sh";

    [Fact]
    public async Task Every_command_of_it_succeeds()
    {
        foreach (string command in Commands())
        {
            CommandResult result = await ShellAsync(command);
            Assert.True(result.ExitCode == 0, $"$ {command}\n{result.Output}{result.Error}");
            TestContext.Current.SendDiagnosticMessage("{0}", $"$ {command}\n{result.Output}");
        }
    }

    /// <summary>
    /// The commands in this test's namespace, and with an operator that leaves others alone. The definition of this cluster was not brought by Helm.
    /// </summary>
    private IEnumerable<string> Commands()
    {
        bool isShell = false;
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "docs", "quick-start.md")))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal)) isShell = line == Shell;
            else if (isShell && !line.StartsWith("helm install seal-crds", StringComparison.Ordinal)) yield return Here(line);
        }
    }

    private string Here(string command)
    {
        string here = command.Replace("-n sealing", $"-n {Namespace}", StringComparison.Ordinal)
            .Replace("--namespace sealing", $"--namespace {Namespace}", StringComparison.Ordinal);
        return here.StartsWith("helm install", StringComparison.Ordinal) ? $"{here} --set 'operator.namespaces={{{Namespace}}}'" : here;
    }
}
