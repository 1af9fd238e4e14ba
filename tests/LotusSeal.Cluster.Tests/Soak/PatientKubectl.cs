using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>kubectl in a namespace, beside an API server that may be away or stand still: each command has a deadline.</summary>
internal sealed class PatientKubectl(NodeCluster node, string @namespace)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromSeconds(1);

    /// <summary>Its output, or null when it failed or did not end in time.</summary>
    public async Task<string?> TryAsync(params string[] arguments) =>
        await RunAsync(arguments) is { ExitCode: 0 } result ? result.Output : null;

    /// <summary>Runs it until it succeeds, or until what it names is not there.</summary>
    public async Task UntilDoneAsync(params string[] arguments)
    {
        while (true)
        {
            CommandResult? result = await RunAsync(arguments);
            if (result is { ExitCode: 0 } || result?.Error.Contains("NotFound", StringComparison.Ordinal) == true) return;
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    private async Task<CommandResult?> RunAsync(string[] arguments)
    {
        try
        {
            return await node.TryKubectlAsync(["-n", @namespace, .. arguments], limit: Deadline);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
