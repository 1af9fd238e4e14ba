using System.Buffers;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Commands that a person can copy: they go to the cluster that this one went to.</summary>
/// <param name="kubeconfig">The file that was given, or null.</param>
/// <param name="context">The context that was given, or null.</param>
/// <param name="impersonation">Whom to act as, if that was given.</param>
internal sealed class CommandHints(string? kubeconfig, string? context, Impersonation? impersonation)
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,");

    /// <summary>A command of this program.</summary>
    public string Seal(string ns, string command) => Kubectl(ns, $"seal {command}");

    /// <summary>A command of kubectl about a namespace.</summary>
    public string Kubectl(string ns, string command) => $"kubectl {command} -n {Quote(ns)}{Rest()}";

    /// <summary>A command of kubectl about the whole cluster.</summary>
    public string KubectlAnywhere(string command) => $"kubectl {command}{Rest()}";

    private string Rest() =>
        (context is null ? "" : $" --context {Quote(context)}") + (kubeconfig is null ? "" : $" --kubeconfig {Quote(kubeconfig)}")
        + (impersonation is null ? "" : $" --as {Quote(impersonation.User)}")
        + string.Concat((impersonation?.Groups ?? []).Select(group => $" --as-group {Quote(group)}"));

    private static string Quote(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Plain) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
