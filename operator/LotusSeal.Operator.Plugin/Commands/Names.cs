using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Operator.Plugin.Access;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>Arguments that name a pool or a pod, also with the kind before it, as other commands print them: <c>pod/pc1-0</c>.</summary>
internal static class Names
{
    private static readonly string[] PodKinds = ["pod", "pods", "po"], PoolKinds = ["sealworker", "sealworkers", "sealworkers.lotusseal.io",
        "sealworker.lotusseal.io", "sw", "pool"];

    /// <summary>An argument for one pool.</summary>
    public static Argument<string> Pool(ClusterFlags flags)
    {
        Argument<string> argument = new("POOL") { Description = "name of the pool" };
        argument.CompletionSources.Add(Completion.Pools(flags));
        return argument;
    }

    /// <summary>An argument for one pod.</summary>
    public static Argument<string> Pod(ClusterFlags flags)
    {
        Argument<string> argument = new("POD") { Description = "name of the worker's pod" };
        argument.CompletionSources.Add(Completion.Pods(flags));
        return argument;
    }

    /// <summary>The name of a pool.</summary>
    public static string PoolOf(string text) => Read(text) switch
    {
        (null or NameKind.Pool, { } name) => name,
        _ => throw new UsageException($"'{text}' is a pod; a pool is needed"),
    };

    /// <summary>The name of a pod.</summary>
    public static string PodOf(string text) => Read(text) switch
    {
        (null or NameKind.Pod, { } name) => name,
        _ => throw new UsageException($"'{text}' is a pool; a pod is needed"),
    };

    /// <summary>A name, and its kind where that was said.</summary>
    /// <exception cref="UsageException">It is no name.</exception>
    public static (NameKind? Kind, string Name) Read(string text)
    {
        if (text.StartsWith('-')) throw new UsageException($"unknown flag '{text}'");
        string[] parts = text.Split('/');
        (string? kind, string name) = parts is [var prefix, var rest] ? (prefix.ToLowerInvariant(), rest) : (null, text);
        bool isName = name.Length is > 0 and <= 253 && name.All(one => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one) || one is '-' or '.');
        if (parts.Length > 2 || !isName)
            throw new UsageException($"'{text}' is no name of a pool or pod");
        if (kind is null) return (null, name);
        if (PodKinds.Contains(kind)) return (NameKind.Pod, name);
        return PoolKinds.Contains(kind) ? (NameKind.Pool, name) : throw new UsageException($"'{text}': pod/NAME or sealworker/NAME is meant");
    }
}

/// <summary>What a name is one of.</summary>
internal enum NameKind
{
    Pod,
    Pool,
}
