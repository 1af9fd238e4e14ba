using System.Globalization;
using System.Text.Json.Nodes;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>What the soak would find fault with, told by hand: a judge that never condemns proves nothing.</summary>
public sealed class VerdictTests
{
    private readonly Journal _journal = new();
    private readonly WorkerWatch _workers = new(new PodWatch(null!, "soak", new Journal()));
    private readonly List<string> _audit = [], _log = [];

    public VerdictTests()
    {
        _journal.Add(JournalKind.Change, "edited: 1");
        Wrote(0, "operator-a", "update", "leases", "leader", 200);
        Wrote(1, "operator-a", "create", "pods", "soak-0", 201);
        Says(2, "pod soak-0 begins to end its work (Update)");
        Says(4, "pod soak-0 is deleted (Drained): it is drained");
        _workers.Note("soak-0", At(3), 0);
        Wrote(5, "operator-a", "delete", "pods", "soak-0", 200);
        Wrote(9, "operator-a", "create", "pods", "soak-0", 201);
    }

    [Fact]
    public void A_drain_that_was_asked_for_is_right() => Assert.Empty(Violations());

    [Fact]
    public void A_worker_that_had_work_is_found()
    {
        _workers.Note("soak-0", At(4), 2);
        Assert.Contains("had 2 tasks", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_is_made_twice_is_found()
    {
        Wrote(10, "operator-a", "create", "pods", "soak-0", 201);
        Assert.Contains("and again", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_of_who_does_not_lead_is_found()
    {
        Wrote(10, "operator-b", "update", "leases", "leader", 200);
        Wrote(11, "operator-a", "patch", "sealworkers", "soak", 200);
        Assert.Contains("without the lease", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_that_was_refused_is_none()
    {
        Wrote(10, "operator-b", "update", "leases", "leader", 200);
        Wrote(11, "operator-a", "patch", "sealworkers", "soak", 409);
        Assert.Empty(Violations());
    }

    [Fact]
    public void A_place_that_is_given_up_oftener_than_asked_for_is_found()
    {
        Says(10, "pod soak-0 begins to end its work (Update)");
        Says(11, "pod soak-0 is deleted (Drained): it is drained");
        Wrote(12, "operator-a", "delete", "pods", "soak-0", 200);
        Assert.Contains("deleted 2 times for Update", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pod soak-0 is deleted (Failed): Evicted", "Failed")]
    [InlineData("soak-0: given up are s-t01000-1", "given up")]
    public void What_nobody_has_asked_for_is_found(string line, string found)
    {
        Says(11, line);
        Wrote(12, "operator-a", "delete", "pods", "soak-0", 200);
        Assert.Contains(Violations(), violation => violation.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pod_that_is_made_to_empty_its_volume_is_right()
    {
        Says(9, "pod 1 is made (0 failed and 0 were refused before) and begins to end its work (ScaleDown)");
        Wrote(9, "operator-a", "create", "pods", "soak-1", 201);
        Says(11, "pod soak-1 is deleted (Drained): it is drained");
        Wrote(12, "operator-a", "delete", "pods", "soak-1", 200);
        Assert.Empty(Violations());
    }

    [Fact]
    public void Only_a_worker_that_a_person_gave_up_may_be()
    {
        Says(11, "pod soak-0 is deleted (Forced): its tasks were given up");
        Wrote(12, "operator-a", "delete", "pods", "soak-0", 200);
        Assert.Contains("Forced", Assert.Single(Violations()), StringComparison.Ordinal);
        _journal.Add(JournalKind.Change, "given up: soak-0: 1 sectors are on it and have to move to long-term storage: 4");
        Assert.Empty(Violations());
    }

    private IReadOnlyList<string> Violations() =>
        new Verdict(new Writes(_audit, "test", "soak"), new OperatorLogs("soak", string.Join('\n', _log)), _workers, _journal).Violations();

    private static DateTimeOffset At(int second) => new(2030, 1, 1, 0, 0, second, TimeSpan.Zero);

    private static string Time(int second) => At(second).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private void Says(int second, string action) => _log.Add($"{Time(second)} info: pool[5000] test/soak: {action}");

    private void Wrote(int second, string who, string verb, string resource, string name, int code)
    {
        foreach (string stage in new[] { "RequestReceived", "ResponseComplete" })
        {
            JsonObject record = new()
            {
                ["stage"] = stage,
                ["verb"] = verb,
                ["user"] = new JsonObject { ["username"] = $"system:serviceaccount:test:{who}" },
                ["objectRef"] = new JsonObject { ["resource"] = resource, ["namespace"] = "test", ["name"] = name },
                ["responseStatus"] = new JsonObject { ["code"] = code },
                ["requestReceivedTimestamp"] = Time(second),
                ["stageTimestamp"] = Time(second),
            };
            _audit.Add(record.ToJsonString());
        }
    }
}
