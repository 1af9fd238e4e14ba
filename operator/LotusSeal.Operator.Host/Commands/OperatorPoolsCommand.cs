using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.KubeOps.Client;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Cluster;

namespace LotusSeal.Operator.Host.Commands;

/// <summary><c>pools</c>: lists pools, and fails when they are not as expected. Hooks of the chart run it.</summary>
internal static class OperatorPoolsCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly Option<string> Expectation = new("--expect")
    {
        Description = "Any; None: fail when there is a pool; Ready: fail when one has not all of its workers and is not suspended",
        DefaultValueFactory = _ => nameof(PoolExpectation.Any),
    };

    private static readonly Option<string> Limit = new("--timeout")
    {
        Description = "how long to wait for what is expected, such as 5m",
        DefaultValueFactory = _ => "0s",
    };

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output)
    {
        Command command = new("pools", "List pools and whether they are ready.")
        {
            ClusterOptions.Namespaces, ClusterOptions.KubeConfig, Expectation, Limit,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            PoolExpectation expectation = Expected(result.GetValue(Expectation)!);
            TimeSpan limit = Length(result.GetValue(Limit)!);
            using ApiConnection connection = new(ApiServerAccess.Find(result.GetValue(ClusterOptions.KubeConfig)), TimeProvider.System);
            EntityClient<V1Alpha1SealWorker> client =
                new(connection, new EntityDefinition<V1Alpha1SealWorker>(KubeJson.Options(SealWorkerJson.Default)));
            long began = TimeProvider.System.GetTimestamp();
            while (true)
            {
                IReadOnlyList<V1Alpha1SealWorker> pools = await ListAsync(client, ClusterOptions.NamespacesOf(result), cancellationToken);
                string? unmet = PoolExpectations.Unmet(expectation, pools);
                if (unmet is not null && TimeProvider.System.GetElapsedTime(began) < limit)
                {
                    await Task.Delay(Pause, cancellationToken);
                    continue;
                }

                foreach (V1Alpha1SealWorker pool in pools) await output.WriteLineAsync(PoolExpectations.Line(pool));
                return unmet is null ? 0 : throw new UnmetExpectationException(unmet);
            }
        });
        return command;
    }

    private static PoolExpectation Expected(string text) => Enum.TryParse(text, out PoolExpectation expectation) && Enum.IsDefined(expectation)
        ? expectation : throw new UsageException($"--expect: '{text}' is none of {string.Join(", ", Enum.GetNames<PoolExpectation>())}");

    private static TimeSpan Length(string text)
    {
        try
        {
            return DurationText.Parse(text);
        }
        catch (FormatException)
        {
            throw new UsageException($"--timeout: '{text}' is no length of time, such as 5m");
        }
    }

    private static async Task<IReadOnlyList<V1Alpha1SealWorker>> ListAsync(
        EntityClient<V1Alpha1SealWorker> client, IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        List<V1Alpha1SealWorker> pools = [];
        try
        {
            foreach (string? space in namespaces.DefaultIfEmpty(null))
                pools.AddRange(await client.ListAsync(new ListQuery(space), cancellationToken));
        }
        catch (KubernetesApiException error) when (error.IsNotFound)
        {
            // Without its definition there is no pool.
        }

        return [.. pools.OrderBy(pool => pool.Metadata.NamespaceProperty, StringComparer.Ordinal)
            .ThenBy(pool => pool.Metadata.Name, StringComparer.Ordinal)];
    }
}
