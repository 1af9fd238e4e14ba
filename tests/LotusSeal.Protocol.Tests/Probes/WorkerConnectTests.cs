using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>
/// What the development miner answers to WorkerConnect of workers that do not fit (auth/*.json), and what it asks them before (auth/*.calls.txt).
/// </summary>
public sealed class WorkerConnectTests(MinerFixture fixture) : IClassFixture<MinerFixture>
{
    [Theory]
    [InlineData("fake-worker-1", 1U, false)]
    [InlineData("fake-worker-67072", 67072U, false)]
    [InlineData("fake-worker-67328", 67328U, false)]
    [InlineData("fake-worker-67329", 67329U, false)]
    [InlineData("fake-worker-67584", 67584U, false)]
    [InlineData("fake-worker-zero-session", 67328U, true)]
    public async Task A_worker_is_taken_or_refused_as_by_the_real_miner(string name, uint version, bool zeroSession)
    {
        await using RecordedWorkerServer worker = await RecordedWorkerServer.StartAsync();
        foreach (Exchange answer in Vectors.Load("pledge").Towards(Link.Worker)
            .Where(exchange => exchange.Rpc is "Info" or "TaskTypes" && exchange.Result is not null))
        {
            worker.Results.TryAdd(answer.Rpc, answer.Result!.Value.GetRawText());
        }

        worker.Results["Version"] = $"{version}";
        if (zeroSession) worker.Session = Guid.Empty;
        await CompareAsync(name, $"http://{worker.Address}/rpc/v0");
        string[] asked = [.. (await File.ReadAllLinesAsync(Path.Combine(Vectors.Folder, "auth", name + ".calls.txt"))).Where(line => line.Length > 0)
            .Select(line => line.Split(' ')[0])];
        string[] seen = [.. worker.Log.ToRecording(name).Towards(Link.Worker).Select(exchange => exchange.Rpc)];
        // Once the worker is taken, polls follow.
        int first = asked.Contains("TaskTypes") ? 4 : asked.Length;
        Assert.Equal(asked.Take(first), seen.Take(first));
    }

    [Theory]
    [InlineData("connect-ftp", "ftp://127.0.0.1:1/rpc/v0")]
    [InlineData("connect-empty", "")]
    public Task An_address_without_a_known_scheme_is_refused(string name, string url) => CompareAsync(name, url);

    private async Task CompareAsync(string name, string url)
    {
        Exchange call = await fixture.Client.SendAsync("POST", "/rpc/v0",
            [new Header("Authorization", $"Bearer {fixture.Token(Permission.Read | Permission.Write | Permission.Sign | Permission.Admin)}"),
                new Header("Content-Type", "application/json")],
            Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Filecoin.WorkerConnect\",\"params\":[\"{url}\"]}}"),
            "WorkerConnect");
        JsonElement recorded = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Vectors.Folder, "auth", name + ".json"))).RootElement;
        Assert.Empty(JsonComparer.Compare(recorded, JsonDocument.Parse(call.Response!.Body).RootElement, []));
    }
}
