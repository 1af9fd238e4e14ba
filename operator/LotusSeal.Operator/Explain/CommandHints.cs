using System.Buffers;

namespace LotusSeal.Operator.Explain;

/// <summary>Commands that a person can copy.</summary>
/// <param name="flags">Flags that lead them to the cluster that was asked, with their values; one without a value is left out.</param>
public sealed class CommandHints(params IEnumerable<(string Flag, string? Value)> flags)
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,");

    private readonly string _rest = string.Concat(flags.Where(flag => flag.Value is not null).Select(flag => $" {flag.Flag} {Quote(flag.Value!)}"));

    /// <summary>A command of <c>kubectl seal</c>.</summary>
    public string Seal(string ns, string command) => Kubectl(ns, $"seal {command}");

    /// <summary>A command of kubectl about a namespace.</summary>
    public string Kubectl(string ns, string command) => $"kubectl {command} -n {Quote(ns)}{_rest}";

    /// <summary>A command of kubectl about the whole cluster.</summary>
    public string KubectlAnywhere(string command) => $"kubectl {command}{_rest}";

    private static string Quote(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Plain) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
