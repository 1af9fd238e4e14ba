using LotusSeal.KubeOps.Access;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>Says which pools the owner of a token may see: those that the API server would list for the token.</summary>
/// <param name="verdicts">What the API server says.</param>
/// <param name="namespaces">Namespaces that this operator has pools of, now.</param>
/// <param name="time">Measures.</param>
internal sealed class PoolReaders(AccessVerdicts verdicts, Func<IEnumerable<string>> namespaces, TimeProvider time)
{
    /// <summary>Namespaces that the API server is asked about for one token; whoever may see others names one.</summary>
    public const int MostNamespaces = 64;

    /// <summary>All questions about one request together.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Judges.</summary>
    /// <param name="token">As it was sent.</param>
    /// <param name="ns">The only namespace that is asked for; null for all that may be seen.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AccessUnansweredException">Nobody could say.</exception>
    public async Task<Reader> JudgeAsync(string token, string? ns, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Deadline, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await verdicts.AskAsync(token, ListPools(null), either.Token) switch
            {
                AccessVerdict.Unknown => new Reader(ReaderStanding.Stranger),
                AccessVerdict.Allowed => new Reader(ReaderStanding.Sees),
                _ => await OneByOneAsync(token, ns, either.Token),
            };
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccessUnansweredException($"the API server has not answered within {Deadline.TotalSeconds:0.#} s", error);
        }
    }

    private async Task<Reader> OneByOneAsync(string token, string? ns, CancellationToken cancellationToken)
    {
        string[] there = ns is null ? [.. namespaces().Distinct().Order(StringComparer.Ordinal)] : [ns];
        string[] asked = [.. there.Take(MostNamespaces)];
        AccessVerdict[] said = await Task.WhenAll(asked.Select(one => verdicts.AskAsync(token, ListPools(one), cancellationToken)));
        // It ended in between.
        if (said.Contains(AccessVerdict.Unknown)) return new Reader(ReaderStanding.Stranger);
        HashSet<string> seen = [.. asked.Zip(said).Where(pair => pair.Second == AccessVerdict.Allowed).Select(pair => pair.First)];
        return new Reader(seen.Count > 0 ? ReaderStanding.Sees : ReaderStanding.Blind)
        {
            Namespaces = seen,
            NotAsked = there.Length - asked.Length,
        };
    }

    private static AccessQuestion ListPools(string? ns) => new("list", V1Alpha1SealWorker.GroupName, V1Alpha1SealWorker.Plural, ns);
}
