using System.Security.Cryptography;
using System.Text.Json;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using LotusSeal.KubeOps.Client;
using YamlDotNet.Core;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>
/// Finds the cluster as kubectl does: the flag, the files of <c>KUBECONFIG</c>, <c>~/.kube/config</c>, the account of a pod. Errors name the file and
/// the place, never its content, which has keys and tokens.
/// </summary>
/// <param name="context">Where to look.</param>
/// <param name="file">The file that was given, or null.</param>
/// <param name="contextName">The context that was given, or null.</param>
/// <param name="impersonation">Whom to act as, if that was given.</param>
internal sealed class KubeConfigFile(PluginContext context, string? file, string? contextName, Impersonation? impersonation)
{
    private const string Variable = "KUBECONFIG";

    /// <summary>Whom to act as, by flag or by the file that was read; null for oneself.</summary>
    public Impersonation? Impersonation { get; private set; } = impersonation;

    /// <summary>The configuration.</summary>
    /// <exception cref="PluginException">There is none, or it makes no sense.</exception>
    public KubernetesClientConfiguration Read()
    {
        string[] files = Files();
        if (files.Length == 0 && file is null && contextName is null && KubernetesClientConfiguration.IsInCluster())
            return KubernetesClientConfiguration.InClusterConfig();
        if (files.Length == 0) throw new PluginException($"no kubeconfig: {Tried()}");
        string names = string.Join(", ", files);
        try
        {
            K8SConfiguration whole = KubeConfigMerge.Read(files);
            string? chosen = contextName ?? whole.CurrentContext;
            string[] known = [.. (whole.Contexts ?? []).Select(one => one.Name)];
            if (string.IsNullOrEmpty(chosen)) throw new PluginException($"kubeconfig {names} has no current context: give --context ({List(known)})");
            if (!known.Contains(chosen)) throw new PluginException($"kubeconfig {names} has no context '{chosen}', but {List(known)}");
            Impersonation ??= OfUser(whole, chosen);
            return KubernetesClientConfiguration.BuildConfigFromConfigObject(whole, chosen);
        }
        catch (YamlException error)
        {
            throw new PluginException($"kubeconfig {names} is no kubeconfig: line {error.Start.Line} cannot be read", error);
        }
        catch (Exception error) when (error is KubeConfigException or KubernetesClientException or FormatException or CryptographicException
            or JsonException or InvalidOperationException or ArgumentException or NullReferenceException or KeyNotFoundException)
        {
            throw new PluginException($"kubeconfig {names}: {Problem(error)}", error);
        }
    }

    private static Impersonation? OfUser(K8SConfiguration whole, string contextName)
    {
        string? name = whole.Contexts.First(one => one.Name == contextName).ContextDetails?.User;
        UserCredentials? user = (whole.Users ?? []).FirstOrDefault(one => one.Name == name)?.UserCredentials;
        return string.IsNullOrEmpty(user?.Impersonate) ? null : new Impersonation(user.Impersonate, [.. user.ImpersonateGroups ?? []]);
    }

    private string[] Files()
    {
        if (file is not null) return File.Exists(file) ? [file] : throw new PluginException($"kubeconfig {file} (--kubeconfig) is not there");
        string[] candidates = context.Variable(Variable) is { Length: > 0 } variable
            ? variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [Path.Join(context.HomeDirectory, ".kube", "config")];
        return [.. candidates.Where(File.Exists).Distinct()];
    }

    private string Tried() => context.Variable(Variable) is { Length: > 0 } variable
        ? $"{Variable} names {variable}, and no such file is there"
        : $"{Path.Join(context.HomeDirectory, ".kube", "config")} is not there, and neither --kubeconfig nor {Variable} names another";

    private static string List(string[] names) => names.Length == 0 ? "none at all" : string.Join(", ", names);

    // What the package says of these names keys of the file, or the program that it runs for a token, and no value.
    private static string Problem(Exception error) => error switch
    {
        KubeConfigException or KubernetesClientException => error.Message,
        FormatException or CryptographicException => "a certificate or key in it cannot be read",
        _ => "it lacks something that is needed: a server, a user or their names",
    };
}
