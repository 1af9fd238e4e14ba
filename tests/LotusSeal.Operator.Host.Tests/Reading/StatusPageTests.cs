using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Drains;
using LotusSeal.Operator.Host.Tests.Support;
using LotusSeal.Testing.Browser;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>The operator's status page in Chromium, over a real operator that only looks: so what a test writes as a pool's status stays.</summary>
[Collection(nameof(DrainServer))]
public sealed class StatusPageTests(ApiServer server) : ReadingTest(server)
{
    private const string Markup = "<img src=x onerror=alert(1)></td><script>alert(2)</script>";

    private static readonly string Quoted = System.Text.Json.JsonSerializer.Serialize(Markup);

    private TestBrowser _browser = null!;
    private string _token = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _browser = await TestBrowser.StartOrSkipAsync();
        await TakeLeaseAsync("lotus-seal-operator-7d9c_leads");
        await MakePoolsAsync();
        StartOperator();
        _token = await Accounts.MakeSeeingAsync();
        await UntilSeenAsync(_token, "all pools are known", answer => Names(answer).Length == 3 && answer["leader"] is not null);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task It_shows_who_works_who_does_not_and_why()
    {
        WatchedPage page = await _browser.OpenAsync(With(_token));
        await page.UntilShownAsync($"{Namespace}/works");
        string works = await TextOfAsync(page, "works");
        foreach (string said in (string[])["AllWorkersRegistered", "2 wanted, 2 ready, 1 busy, 0 draining", "t01000, 32 GiB, version 1.30.0",
            "PC1 of s-t01000-9, running", "node-1", "NVIDIA H100", "works-1: Registered, the miner's queue is empty"])
            Assert.Contains(said, works, StringComparison.Ordinal);
        Assert.Matches("1 h|2 h", works);

        string held = await TextOfAsync(page, "held");
        foreach (string said in (string[])["paused, suspended", "The pool is paused: the operator makes, drains and replaces nothing for it.",
            $"kubectl seal resume held -n {Namespace}", "The pool is suspended"])
            Assert.Contains(said, held, StringComparison.Ordinal);

        string stuck = await TextOfAsync(page, "stuck");
        foreach (string said in (string[])["WorkersStarting",
            "No node takes the pod: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.", "Draining",
            "because the pool is to be smaller. Stage Quiesce: it finishes PC1 of sector 12."])
            Assert.Contains(said, stuck, StringComparison.Ordinal);
        await page.UntilShownAsync("This operator stands by; lotus-seal-operator-7d9c_leads acts.");
        await page.AssertFitsAsync();
        page.AssertClean(Operator.Url);
    }

    [Fact]
    public async Task What_others_say_is_text()
    {
        await Server.PatchAsync($"{Pods}/stuck-0/status", Unschedulable(Markup));
        JsonArray conditions = Conditions("False", "WorkersStarting", Markup);
        JsonArray workers = new(Worker("stuck-0", "Pending", Markup), Worker(Markup, "Failed", "node-9", Job(7, DateTimeOffset.UtcNow)));
        JsonObject status = new() { ["status"] = new JsonObject { ["conditions"] = conditions, ["workers"] = workers } };
        await Server.PatchAsync($"{Pools}/stuck/status", status.ToJsonString());
        WatchedPage page = await _browser.OpenAsync(With(_token), width: 360);
        await page.UntilShownAsync($"No node takes the pod: {Markup}");
        await page.EvaluateAsync<bool>("(document.querySelectorAll('summary').forEach(summary => summary.click()), true)");
        await page.UntilAsync("it stands in a condition, too",
            $"[...document.querySelectorAll('td')].filter(cell => cell.innerText === {Quoted}).length > 1");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('main img, body script').length"));
        await page.AssertFitsAsync();
        page.AssertClean(Operator.Url);
    }

    [Fact]
    public async Task A_field_narrows_it_down_and_a_wrong_name_leaves_the_token()
    {
        string token = await Accounts.MakeAsync("sees-one");
        await Accounts.LetSeeAsync("sees-one", Namespace);
        WatchedPage page = await _browser.OpenAsync(With(token));
        await page.UntilShownAsync($"{Namespace}/works");
        await AskForAsync(page, $"{Namespace}/held");
        await page.UntilAsync("one pool is left", "document.querySelectorAll('main > section').length === 2");
        await page.UntilShownAsync($"{Namespace}/held");
        await AskForAsync(page, "elsewhere");
        await page.UntilShownAsync("404 this token's owner may list sealworkers in no namespace of this name");
        Assert.False(await page.EvaluateAsync<bool>("document.getElementById('main').hidden"));
        await AskForAsync(page, "");
        await page.UntilAsync("all are there again", "document.querySelectorAll('main > section').length === 4");
        page.AssertClean(Operator.Url);
    }

    [Fact]
    public async Task A_wrong_token_and_one_that_sees_nothing_lead_to_the_form()
    {
        string blind = await Accounts.MakeAsync("sees-none");
        WatchedPage page = await _browser.OpenAsync(With("wrong"));
        await page.UntilShownAsync("The server does not take this token.");
        await page.UntilShownAsync("kubectl create token ACCOUNT -n NAMESPACE");
        await page.GiveTokenAsync(blind);
        await page.UntilAsync("it is refused", "document.getElementById('refusal').textContent !== '' && document.activeElement.id === 'token'");
        Assert.DoesNotContain("works", await page.TextAsync(), StringComparison.Ordinal);
        await page.GiveTokenAsync(_token);
        await page.UntilShownAsync($"{Namespace}/works");
        page.AssertClean(Operator.Url);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keyboard_contrast_and_width_are_right(bool dark)
    {
        WatchedPage page = await _browser.OpenAsync(With(_token), width: 360, height: 740);
        await page.SetDarkAsync(dark);
        await page.UntilShownAsync($"{Namespace}/works");
        await page.AssertLegibleAsync();
        await page.AssertFitsAsync();
        await page.PictureAsync($"pools-narrow-{(dark ? "dark" : "light")}");
        IReadOnlyList<string> seen = await page.TabThroughAsync();
        Assert.Equal("a Skip to the content", seen[0]);
        Assert.Contains("input wanted", seen);
        foreach (string pool in (string[])["held", "stuck", "works"]) Assert.Contains($"summary {Namespace}/{pool} Conditions", seen);
        await page.EvaluateAsync<bool>("(document.querySelectorAll('summary').forEach(summary => summary.click()), true)");
        await page.UntilShownAsync("MinerReachable");
        await page.AssertLegibleAsync();
        await page.AssertFitsAsync();

        await page.ResizeAsync(1280, 1500);
        await page.AssertFitsAsync();
        await page.EvaluateAsync<bool>("(document.querySelectorAll('summary').forEach(summary => summary.click()), scrollTo(0, 0), true)");
        await page.PictureAsync($"pools-{(dark ? "dark" : "light")}");
        page.AssertClean(Operator.Url);
    }

    private static async Task AskForAsync(WatchedPage page, string name)
    {
        await page.Page.FocusAsync("#wanted");
        await page.EvaluateAsync<bool>("(document.getElementById('wanted').select(), true)");
        await page.Page.Keyboard.PressAsync("Delete");
        await page.Page.Keyboard.TypeAsync(name);
        await page.Page.Keyboard.PressAsync("Enter");
    }

    private Task<string> TextOfAsync(WatchedPage page, string pool) =>
        page.EvaluateAsync<string>($"document.getElementById('pool-{Namespace}/{pool}').innerText");

    private Uri With(string token) => new(Operator.Url, $"status#token={token}");

    private async Task MakePoolsAsync()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        JsonObject known = JsonNode.Parse("""{ "actor": "t01000", "sectorSize": "32 GiB", "version": "1.30.0", "session": "s" }""")!.AsObject();
        await MakeAsync("works", "replicas: 2", "", new JsonObject
        {
            ["readyReplicas"] = 2,
            ["busyReplicas"] = 1,
            ["runningTasks"] = 1,
            ["gpus"] = 2,
            ["miner"] = known.DeepClone(),
            ["conditions"] = Conditions("True", "AllWorkersRegistered", "all 2 workers are registered at the miner"),
            ["workers"] = new JsonArray(
                Worker("works-0", "Busy", "node-1", Job(9, now.AddHours(2).AddMinutes(15))), Worker("works-1", "Registered", "node-2")),
        });
        foreach (string name in (string[])["works-0", "works-1"]) await MakePodAsync(name, "", """{ "status": { "phase": "Running" } }""");

        await MakeAsync("held", "replicas: 1, suspend: true", ", annotations: { lotusseal.io/paused: \"true\" }", new JsonObject
        {
            ["miner"] = known.DeepClone(),
            ["conditions"] = Conditions("Unknown", "Paused", "the annotation lotusseal.io/paused stops the operator from doing anything"),
        });
        JsonNode draining = Worker("stuck-1", "Draining", "node-3", Job(12, now.AddHours(3)));
        draining["drain"] = new JsonObject
        {
            ["reason"] = "ScaleDown",
            ["stage"] = "Quiesce",
            ["since"] = Text(now.AddMinutes(-20)),
            ["expectedEnd"] = Text(now.AddHours(3)),
            ["message"] = "it finishes PC1 of sector 12",
        };
        await MakeAsync("stuck", "replicas: 1", "", new JsonObject
        {
            ["drainingReplicas"] = 1,
            ["busyReplicas"] = 1,
            ["runningTasks"] = 1,
            ["miner"] = known.DeepClone(),
            ["conditions"] = Conditions("False", "WorkersStarting", "0 of 1 workers are registered at the miner"),
            ["workers"] = new JsonArray(Worker("stuck-0", "Pending", null), draining),
        });
        await MakePodAsync("stuck-0", "", Unschedulable("0/3 nodes are available: 3 Insufficient nvidia.com/gpu."));
        await MakePodAsync("stuck-1", $$"""
            , "annotations": { "lotusseal.io/drain-reason": "ScaleDown", "lotusseal.io/drain-started": "{{Text(now.AddMinutes(-20))}}" }
            """, """{ "status": { "phase": "Running" } }""");
    }

    private async Task MakeAsync(string name, string spec, string metadata, JsonObject status)
    {
        await ApplyPoolAsync(name, spec, metadata);
        status["observedGeneration"] = 1;
        await Server.PatchAsync($"{Pools}/{name}/status", new JsonObject { ["status"] = status }.ToJsonString());
    }

    private async Task MakePodAsync(string name, string metadata, string status)
    {
        string pool = name[..name.LastIndexOf('-')], uid = (await PoolAsync(pool))["metadata"]!["uid"]!.GetValue<string>();
        await Server.CreateAsync(Pods, $$"""
            { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "{{name}}", "labels": { "lotusseal.io/pool": "{{pool}}" },
              "ownerReferences":
                [{ "apiVersion": "lotusseal.io/v1alpha1", "kind": "SealWorker", "name": "{{pool}}", "uid": "{{uid}}", "controller": true }]
              {{metadata}} }, "spec": { "containers": [{ "name": "worker", "image": "x" }] } }
            """);
        await Server.PatchAsync($"{Pods}/{name}/status", status);
    }

    private static string Unschedulable(string words) => $$"""
        { "status": { "phase": "Pending", "conditions":
          [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "{{words}}" }] } }
        """;

    private static JsonArray Conditions(string status, string reason, string message) =>
        new(Condition("Ready", status, reason, message), Condition("MinerReachable", "True", "Reachable", "miner t01000 answers"));

    private static JsonObject Condition(string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
        ["lastTransitionTime"] = "2026-01-01T00:00:00Z",
    };

    private static JsonObject Worker(string name, string phase, string? node, params JsonNode[] jobs) => new()
    {
        ["name"] = name,
        ["managed"] = true,
        ["phase"] = phase,
        ["node"] = node,
        ["running"] = jobs.Length,
        ["tasks"] = new JsonArray("AP", "PC1"),
        ["gpus"] = new JsonArray("NVIDIA H100"),
        ["jobs"] = new JsonArray(jobs),
        ["message"] = phase == "Registered" ? "the miner's queue is empty" : null,
    };

    private static JsonObject Job(int sector, DateTimeOffset end) => new()
    {
        ["id"] = $"1000-{sector}-a",
        ["task"] = "PC1",
        ["sector"] = $"s-t01000-{sector}",
        ["state"] = "running",
        ["since"] = Text(end.AddHours(-5)),
        ["expectedEnd"] = Text(end),
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
