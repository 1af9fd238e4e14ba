using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Installing;

/// <summary>Whatever the values are, the API server takes what the chart makes.</summary>
[Collection(nameof(ChartServer))]
public sealed class ValueCombinationTests(ChartServer server)
{
    private const string Namespace = "combinations";

    private const string Pool = "pools.cpu.gpu.count=0,pools.cpu.tasks={AP,PC1},pools.cpu.resources.limits.memory=1Gi,"
        + "pools.cpu.storage.sealing.claim.size=1Ti";

    /// <summary>Each choice has its usual value first. Every pair of values of two choices is in at least one combination.</summary>
    private static readonly string[][] Choices =
    [
        ["", "operator.enabled=false"],
        ["", "operator.nodes=false"],
        ["", "operator.webhooks=false"],
        ["", "operator.poolBudgets=false"],
        ["", "operator.namespaces={combinations}"],
        ["", "operator.replicas=1", "operator.ownBudget=false"],
        ["", "operator.networkPolicy=true"],
        ["", "operator.foregroundDeletes=false,operator.peopleRoles=false"],
        ["", "operator.nodeSelector.disk=ssd,operator.tolerations[0].operator=Exists,operator.priorityClassName=high,operator.podLabels.a=b,"
            + "operator.podAnnotations.c=d,images.pullSecrets={registry},operator.logLevel=debug"],
        ["", "operator.minerLabels.app=miner,operator.minerCidrs={10.0.0.0/8},operator.monitoringNamespace=monitoring,operator.lotusImage=lotus:1"],
        ["", "miner.enabled=true,miner.kind=Development", "miner.enabled=true,miner.image=lotus:1,miner.fullNode.secretName=node",
            "miner.enabled=true,miner.image=lotus:1,miner.fullNode.secretName=node,miner.init.enabled=true,miner.init.args={--owner=f3a}"],
        ["", "miner.persistence.enabled=false", "miner.persistence.existingClaim=old", "miner.persistence.storageClassName=fast"],
        ["", "miner.nodeSelector.disk=ssd,miner.tolerations[0].operator=Exists,miner.env[0].name=A,miner.env[0].value=b,miner.port=2346"],
        ["", "parameters.enabled=true", "parameters.enabled=true,parameters.gateway=https://example.com/ipfs/,parameters.storageClassName=nfs"],
        ["", Pool + ",pools.cpu.miner.address=/ip4/10.0.0.1/tcp/2345/http,pools.cpu.miner.tokenSecretRef.name=t"],
        ["", "uninstallGuard=false"],
        ["", "monitoring.podMonitors=true,monitoring.rules=true,monitoring.boards=true",
            "monitoring.podMonitors=true,monitoring.rules=true,monitoring.runbook=https://example.com/runbook.html,monitoring.labels.release=stack"],
    ];

    [Fact]
    public async Task The_api_server_takes_all_of_them()
    {
        server.Need();
        await server.TryKubectlAsync(null, "create", "namespace", Namespace);
        foreach (string values in Combinations()) await AssertTakenAsync(values.Length == 0 ? [] : ["--set", values]);
    }

    [Fact]
    public async Task And_of_the_examples()
    {
        server.Need();
        await server.TryKubectlAsync(null, "create", "namespace", Namespace);
        foreach (string example in Directory.GetFiles(Path.Combine(ChartFolder.Main, "examples")))
            await AssertTakenAsync("--values", example);
    }

    [Fact]
    public void Every_pair_of_choices_is_tried()
    {
        int[][] all = [.. Rows()];
        for (int one = 0; one < Choices.Length; one++)
        {
            for (int other = one + 1; other < Choices.Length; other++)
                Assert.Equal(Choices[one].Length * Choices[other].Length, all.Select(row => (row[one], row[other])).Distinct().Count());
        }
    }

    private async Task AssertTakenAsync(params string[] values)
    {
        string made = await server.HelmAsync(["template", "seal", ChartFolder.Main, "--namespace", Namespace, .. values]);
        if (!made.Contains("kind:", StringComparison.Ordinal)) return;
        CommandResult taken = await server.TryKubectlAsync(made, "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-");
        Assert.True(taken.ExitCode == 0, $"{string.Join(' ', values)}: {taken.Error}");
        Assert.DoesNotContain("Warning", taken.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Combinations() =>
        Rows().Select(row => string.Join(',', row.Select((value, choice) => Choices[choice][value]).Where(value => value.Length > 0)));

    /// <summary>Rows are added, each the best of some at random, until no pair is missing.</summary>
    private static IEnumerable<int[]> Rows()
    {
        Random random = new(1);
        HashSet<(int, int, int, int)> missing = [.. from one in Enumerable.Range(0, Choices.Length)
            from other in Enumerable.Range(one + 1, Choices.Length - one - 1)
            from value in Enumerable.Range(0, Choices[one].Length)
            from beside in Enumerable.Range(0, Choices[other].Length)
            select (one, value, other, beside)];
        int[] usual = new int[Choices.Length];
        missing.ExceptWith(Pairs(usual));
        yield return usual;
        while (missing.Count > 0)
        {
            int[] best = Enumerable.Range(0, 60).Select(_ => Choices.Select(choice => random.Next(choice.Length)).ToArray())
                .MaxBy(row => Pairs(row).Count(missing.Contains))!;
            missing.ExceptWith(Pairs(best));
            yield return best;
        }
    }

    private static IEnumerable<(int, int, int, int)> Pairs(int[] row) =>
        from one in Enumerable.Range(0, row.Length)
        from other in Enumerable.Range(one + 1, row.Length - one - 1)
        select (one, row[one], other, row[other]);
}
