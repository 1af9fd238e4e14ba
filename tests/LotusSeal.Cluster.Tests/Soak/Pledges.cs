using System.Text.RegularExpressions;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Gives the miner new sectors, so that there is always something to seal, and keeps count of them.</summary>
internal sealed partial class Pledges(PatientKubectl kubectl)
{
    private const int AtOnce = 8;

    // Results are held up, or a task of so small a sector would be over before anything can happen to it. A miner that starts anew has forgotten it.
    private const string Look = """
        if [ -z "$(lotus-seal-devminer fault list)" ]; then
          lotus-seal-devminer fault set Delay ReturnSealPreCommit1 --count -1 --delay 6000
          lotus-seal-devminer fault set Delay ReturnSealPreCommit2 --count -1 --delay 3000
        fi
        lotus-seal-devminer sectors list
        """;

    private readonly HashSet<string> _pledged = [];

    /// <summary>Sectors that the miner has said to have made.</summary>
    public IReadOnlyCollection<string> Pledged => _pledged;

    /// <summary>What <c>sectors list</c> said last.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Pledges until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        do
        {
            if (await ExecAsync("/bin/sh", "-ec", Look) is not { } list) continue;
            Last = list;
            int missing = AtOnce - States(list).Count(state => state.State != "Proving");
            if (missing > 0 && await ExecAsync("lotus-seal-devminer", "pledge", "--count", $"{missing}") is { } made)
                foreach (Match match in Made().Matches(made)) _pledged.Add(match.Groups[1].Value);
        }
        while (await Pauses.OfAsync(Random.Shared, 3, 5, stop));
    }

    /// <summary>Whether every sector is proving, none being missing.</summary>
    public async Task<bool> AreProvenAsync()
    {
        if (await ExecAsync("lotus-seal-devminer", "sectors", "list") is not { } list) return false;
        Last = list;
        (string Sector, string State)[] states = [.. States(list)];
        return states.All(one => one.State == "Proving") && _pledged.IsSubsetOf(states.Select(one => one.Sector));
    }

    /// <summary>Sectors and their states in a list.</summary>
    public static IEnumerable<(string Sector, string State)> States(string list) => list.Split('\n').Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 1)
        .Select(fields => (fields[0], fields[1]));

    private Task<string?> ExecAsync(params string[] line) => kubectl.TryAsync(["exec", "lotus-miner", "--", .. line]);

    [GeneratedRegex(@"Created CC sector:\s+(\d+)")]
    private static partial Regex Made();
}
