using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.KubeOps.Client;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Explain;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>The flags of every command, as kubectl has them.</summary>
internal sealed class ClusterFlags(PluginContext context)
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(30), LongestTimeout = TimeSpan.FromMinutes(10);

    private readonly Option<string> _kubeconfig = new("--kubeconfig") { Description = "file that says where the cluster is", HelpName = "FILE" };
    private readonly Option<string> _context = new("--context") { Description = "context of the kubeconfig to use", HelpName = "NAME" };
    private readonly Option<string> _namespace = new("--namespace", "-n")
    {
        Description = "namespace; by default that of the context",
        HelpName = "NAME",
    };
    private readonly Option<string> _timeout = new("--request-timeout")
    {
        Description = "how long one answer of the API server may take, such as 10s (default 30s)",
        HelpName = "DURATION",
    };

    private readonly Option<string> _as = new("--as") { Description = "user to act as", HelpName = "NAME" };
    private readonly Option<string[]> _groups = new("--as-group")
    {
        Description = "group to act as, with --as; may be given again",
        HelpName = "NAME",
    };

    /// <summary>Adds the flags to the root command; they hold for its sub-commands too.</summary>
    public void AddTo(Command root)
    {
        foreach (Option option in new Option[] { _kubeconfig, _context, _namespace, _as, _groups, _timeout })
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <summary>The way to the cluster that the flags name. The caller disposes of it.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="anyNamespace">Whether the command was asked for all namespaces.</param>
    /// <exception cref="PluginException">The kubeconfig leads nowhere.</exception>
    public Cluster Open(ParseResult result, bool anyNamespace = false)
    {
        string? ns = result.GetValue(_namespace);
        if (anyNamespace && ns is not null) throw new UsageException("--namespace: not together with --all-namespaces");
        if (ns is { Length: 0 }) throw new UsageException("--namespace: it is empty");
        return Open(result, ns, anyNamespace, Timeout(result));
    }

    /// <summary>As <see cref="Open(ParseResult, bool)"/> for completions, which must not make a shell wait.</summary>
    public Cluster OpenBriefly(ParseResult result) => Open(result, result.GetValue(_namespace), false, TimeSpan.FromSeconds(3));

    private Cluster Open(ParseResult result, string? ns, bool anyNamespace, TimeSpan timeout)
    {
        string? file = result.GetValue(_kubeconfig), name = result.GetValue(_context);
        string? user = result.GetValue(_as);
        string[] groups = result.GetValue(_groups) ?? [];
        if (user is null && groups.Length > 0) throw new UsageException("--as-group: only together with --as");
        Impersonation? impersonation = user is null ? null : new Impersonation(user, groups);
        KubeConfigFile config = new(context, file, name, impersonation);
        CommandHints hints =
            new([("--context", name), ("--kubeconfig", file), ("--as", user), .. groups.Select(group => ("--as-group", (string?)group))]);
        return new Cluster(config, hints, ns, anyNamespace, context.Time, timeout);
    }

    private TimeSpan Timeout(ParseResult result)
    {
        if (result.GetValue(_timeout) is not { } text) return UsualTimeout;
        TimeSpan timeout = Durations.Parse("--request-timeout", text);
        if (timeout <= TimeSpan.Zero || timeout > LongestTimeout)
            throw new UsageException($"--request-timeout: {text} is not between nothing and {DurationText.Format(LongestTimeout)}");
        return timeout;
    }
}
