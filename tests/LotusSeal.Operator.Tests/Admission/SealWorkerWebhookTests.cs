using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using LotusSeal.Operator.Tests.Cluster;
using LotusSeal.Operator.Tests.Validation;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>Pools on a real API server that asks the webhook.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class SealWorkerWebhookTests(ApiServer server)
{
    private const string Kept = $"{KubeObjects.Pools}/kept";

    [Fact]
    public async Task What_only_we_can_refuse_is_refused_and_what_we_warn_of_is_told()
    {
        await using AdmissionScene scene = await AdmissionScene.StartAsync(server);
        int refused = 0, warned = 0;
        foreach (PoolCase one in PoolCase.Names.Select(PoolCase.Load).Where(one => one.Before is null))
        {
            KubeAnswer answer = await scene.Objects.CreateAsync(KubeObjects.Pools, one.Yaml, dryRun: true);
            if (one.Verdict == "refused by guard")
            {
                Assert.Equal(422, answer.Code);
                // In the answer's JSON quotes of the message are escaped.
                Assert.Contains($"{one.Field}: ", answer.Text, StringComparison.Ordinal);
                Assert.Contains(one.Message.Split('"', '\'')[0], answer.Text, StringComparison.Ordinal);
                refused++;
            }
            else if (one.Verdict == "accepted with warning")
            {
                Assert.True(answer.IsTaken, answer.Text);
                Assert.Contains(one.Message, answer.Warnings, StringComparison.Ordinal);
                warned++;
            }
            else Assert.True(answer.IsTaken != one.IsRefusedByApiServer, $"{one.Name}: {answer.Text}");
        }

        Assert.InRange(refused, 5, 100);
        Assert.InRange(warned, 3, 100);
    }

    [Fact]
    public async Task A_pool_that_was_stored_while_no_webhook_was_there_can_be_paused_mended_and_deleted_but_not_changed_into_another_bad_one()
    {
        KubeObjects objects = new(server.Client);
        Assert.True((await objects.CreateAsync(KubeObjects.Pools, AdmissionScene.PoolYaml("kept", bad: true), dryRun: false)).IsTaken);
        await using AdmissionScene scene = await AdmissionScene.StartAsync(server);
        KubeAnswer paused = await objects.PatchAsync(Kept, """
            { "metadata": { "annotations": { "lotusseal.io/paused": "true" }, "finalizers": ["a.test/b"] } }
            """);
        Assert.True(paused.IsTaken, paused.Text);
        Assert.Contains("huge pages", paused.Warnings, StringComparison.Ordinal);
        KubeAnswer worse = await objects.PatchAsync(Kept, """{ "spec": { "replicas": 7 } }""");
        Assert.Equal(422, worse.Code);
        Assert.Contains("hugepages-1Gi", worse.Text, StringComparison.Ordinal);
        Assert.True((await objects.DeleteAsync(Kept)).IsTaken);
        Assert.True((await objects.PatchAsync(Kept, """{ "spec": { "replicas": 7 } }""")).IsTaken);
        Assert.True((await objects.PatchAsync(Kept, """{ "metadata": { "finalizers": null } }""")).IsTaken);
    }

    [Fact]
    public async Task Whoever_deletes_a_busy_pool_is_told_what_it_waits_for()
    {
        await using AdmissionScene scene = await AdmissionScene.StartAsync(server);
        KubeObjects objects = scene.Objects;
        string path = $"{KubeObjects.Pools}/busy";
        Assert.True((await objects.CreateAsync(KubeObjects.Pools, AdmissionScene.PoolYaml("busy"), dryRun: false)).IsTaken);
        Assert.True((await objects.PatchAsync($"{path}/status", """{ "status": { "busyReplicas": 2, "runningTasks": 5 } }""")).IsTaken);
        KubeAnswer deleted = await objects.DeleteAsync(path);
        Assert.True(deleted.IsTaken, deleted.Text);
        Assert.Contains("2 workers have tasks (5 in all)", deleted.Warnings, StringComparison.Ordinal);
        Assert.Contains("--cascade=foreground", deleted.Warnings, StringComparison.Ordinal);
    }

    /// <summary>The check of a pass finds it then: <see cref="PoolCaseTests"/> has the same cases.</summary>
    [Fact]
    public async Task A_webhook_that_is_down_keeps_nobody_from_anything()
    {
        await using AdmissionScene scene = await AdmissionScene.StartAsync(server);
        Assert.True(await scene.IsRefusedAsync("down"));
        await scene.StopAsync();
        Assert.False(await scene.IsRefusedAsync("down"));
    }

    [Fact]
    public async Task A_certificate_is_renewed_while_requests_run_and_none_gets_past_the_webhook()
    {
        // Of 61 days ago, so that certificates of then and of the renewal are good for the API server, whose clock is not ours.
        SteppedClock clock = new(TimeProvider.System) { Step = TimeSpan.FromDays(-61) };
        await using AdmissionScene scene = await AdmissionScene.StartAsync(server, clock);
        using CancellationTokenSource done = new();
        int asked = 0;
        Task requests = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.True(await scene.IsRefusedAsync("renewed"), scene.Log.ToString());
                asked++;
            }
        }, TestContext.Current.CancellationToken);
        clock.Step = TimeSpan.FromDays(-1);
        await Patience.UntilAsync("another certificate is served", () => requests.IsFaulted || scene.Log.Of(4606).Length == 2, scene.Log.ToString);
        int then = asked;
        await Patience.UntilAsync("requests go on", () => requests.IsFaulted || asked > then + 20);
        await done.CancelAsync();
        await requests;
        Assert.Single(scene.Log.Of(4602));
        Assert.Contains(await ServedAsync(scene.Port), scene.Log.Of(4606)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_replicas_that_begin_at_once_serve_with_one_certificate()
    {
        await using AdmissionScene first = await AdmissionScene.StartAsync(server);
        await using AdmissionReplica second = AdmissionReplica.Start(first);
        await second.Server.Listening.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(first.Log.Of(4606), second.Log.Of(4606));
        Assert.Empty(second.Log.Of(4600));
        Assert.True(await first.IsRefusedAsync("two"));
        Assert.Equal(await ServedAsync(first.Port), await ServedAsync(await second.Server.Listening));
    }

    /// <summary>The beginning of the thumbprint of the certificate that a new connection gets.</summary>
    private static async Task<string> ServedAsync(int port)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using SslStream stream = new(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("127.0.0.1");
        return stream.RemoteCertificate!.GetCertHashString()[..16];
    }
}
