using System.CommandLine;
using System.CommandLine.Completions;
using LotusSeal.Hosting;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>
/// Completion by kubectl's convention: <c>kubectl_complete-seal</c> is called with the words after <c>seal</c>, the last of them unfinished, and
/// prints one proposal a line and then a number for the shell.
/// </summary>
internal static class Completion
{
    /// <summary>The word by which <c>kubectl_complete-seal</c> calls the program.</summary>
    public const string CommandName = "__complete";

    /// <summary>No names of files, please.</summary>
    private const string NoFiles = ":4";

    /// <summary>Prints proposals. A shell that completes wants no word of trouble.</summary>
    public static int Write(ParseResult result, string[] words, TextWriter output)
    {
        string last = words.LastOrDefault() ?? "";
        IEnumerable<string> proposals = result.GetCompletions(string.Join(' ', words).Length).Select(one => one.InsertText ?? one.Label)
            .Where(one => one.StartsWith(last, StringComparison.Ordinal) && (last.Length > 0 || !one.StartsWith('-')))
            .Except(["/?", "/h", "-?"]).Order(StringComparer.Ordinal);
        foreach (string proposal in proposals) output.WriteLine(proposal);
        output.WriteLine(NoFiles);
        return 0;
    }

    /// <summary>Names of pools.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Pools(ClusterFlags flags) => Quietly(
        flags, async (cluster, cancellationToken) => (await cluster.PoolsAsync(cancellationToken)).Select(pool => pool.Metadata.Name));

    /// <summary>Names of workers' pods.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Pods(ClusterFlags flags) => Quietly(
        flags, async (cluster, cancellationToken) => (await cluster.PodsAsync(PoolLabels.Pool, cancellationToken)).Select(pod => pod.Metadata.Name));

    private static Func<CompletionContext, IEnumerable<CompletionItem>> Quietly(
        ClusterFlags flags, Func<Cluster, CancellationToken, Task<IEnumerable<string>>> names) => context =>
    {
        try
        {
            using Cluster cluster = flags.OpenBriefly(context.ParseResult);
            return [.. names(cluster, CancellationToken.None).GetAwaiter().GetResult().Select(name => new CompletionItem(name))];
        }
        catch (Exception error) when (error is PluginException or UsageException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    };
}
