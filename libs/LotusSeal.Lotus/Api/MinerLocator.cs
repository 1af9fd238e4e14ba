namespace LotusSeal.Lotus.Api;

/// <summary>Finds the miner (protocol spec 1.5): <c>MINER_API_INFO</c>, then <c>STORAGE_API_INFO</c>, then the miner's repository.</summary>
public sealed class MinerLocator(Func<string, string?> environment, Action<string>? warn = null)
{
    /// <summary>Variable with <c>TOKEN:ADDRESS</c>.</summary>
    public const string Variable = "MINER_API_INFO";

    /// <summary>Its old name.</summary>
    public const string DeprecatedVariable = "STORAGE_API_INFO";

    /// <summary>Uses the variables of this process.</summary>
    public MinerLocator(Action<string>? warn = null) : this(Environment.GetEnvironmentVariable, warn) { }

    /// <summary>Whether a variable says where the miner is; it does not change while a process runs, as a repository does.</summary>
    public bool IsInEnvironment => environment(Variable) is { Length: > 0 } || environment(DeprecatedVariable) is { Length: > 0 };

    /// <summary>The miner's address as it is given; a worker calls <see cref="ApiInfo.ToHttp"/> on it.</summary>
    /// <param name="repository">Folder of <c>--miner-repo</c>, used when no variable is set.</param>
    /// <exception cref="FormatException">A variable or the <c>api</c> file is malformed.</exception>
    /// <exception cref="IOException">The folder is not a repository.</exception>
    public ApiInfo Locate(string repository)
    {
        if (environment(Variable) is { Length: > 0 } value) return ApiInfo.Parse(value, Variable);
        if (environment(DeprecatedVariable) is { Length: > 0 } old)
        {
            warn?.Invoke($"{DeprecatedVariable} is deprecated, use {Variable}");
            return ApiInfo.Parse(old, DeprecatedVariable);
        }

        ApiInfo info = ApiInfo.FromRepository(repository);
        if (info.Token is null) warn?.Invoke($"no token in {repository}: only read permissions");
        return info;
    }
}
