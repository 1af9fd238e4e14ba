using System.Diagnostics;
using System.Globalization;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.LeaderElection;
using LotusSeal.KubeOps.Tests.LeaderElection;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.KubeOps.Tests.ApiServer;

[Collection(KubernetesCollection.Name)]
public sealed class LeaseTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_one_leads_and_the_other_when_it_stops()
    {
        string ns = await cluster.NewNamespaceAsync();
        await using Elected one = new(cluster.Connection, ns, "one");
        await one.UntilLeadsAsync();
        Assert.Equal("one", (await LeaseAsync(ns)).Spec.HolderIdentity);
        await using Elected two = new(cluster.Connection, ns, "two");
        await Patience.UntilAsync("two sees one", () => two.Elector.GetLeader() == "one");
        Assert.False(two.Elector.IsLeader());
        ObjectKey key = new(ns, "map");
        await Assert.ThrowsAsync<LeadershipLostException>(() => MakeAsync(two, key));
        await MakeAsync(one, key);

        await one.DisposeAsync();
        await two.UntilLeadsAsync();
        await Assert.ThrowsAsync<LeadershipLostException>(() => MakeAsync(one, new ObjectKey(ns, "other")));
        Assert.Equal(1, (await LeaseAsync(ns)).Spec.LeaseTransitions);
    }

    [Fact]
    public async Task A_lease_that_was_made_beforehand_without_a_holder_is_taken()
    {
        string ns = await cluster.NewNamespaceAsync();
        await new EntityClient<V1Lease>(cluster.Connection, new EntityDefinition<V1Lease>(KubeJson.Options())).CreateAsync(
            new V1Lease { Metadata = new V1ObjectMeta { Name = "leader", NamespaceProperty = ns } }, Token);
        await using Elected one = new(cluster.Connection, ns, "one");
        await one.UntilLeadsAsync();
    }

    [Fact]
    public async Task A_lease_that_somebody_deletes_ends_the_term_and_begins_another()
    {
        string ns = await cluster.NewNamespaceAsync();
        await using Elected one = new(cluster.Connection, ns, "one");
        await one.UntilLeadsAsync();
        V1Lease lease = await LeaseAsync(ns);
        await new EntityClient<V1Lease>(cluster.Connection, new EntityDefinition<V1Lease>(KubeJson.Options()))
            .DeleteAsync(ObjectKey.Of(lease), new DeleteConditions(lease.Metadata.Uid), Token);
        await Patience.UntilAsync("a second term", () => one.Terms == 2, () => one.Log.ToString());
        Assert.NotEqual(lease.Metadata.Uid, (await LeaseAsync(ns)).Metadata.Uid);
    }

    [Fact]
    public async Task A_leader_that_is_killed_is_followed()
    {
        string ns = await cluster.NewNamespaceAsync();
        using Process child = await StartChildAsync(ns, "child");
        await using Elected one = new(cluster.Connection, ns, "one");
        await Patience.UntilAsync("one sees the child", () => one.Elector.GetLeader() == "child");
        Signal.Send(child, Signal.Kill);
        await one.UntilLeadsAsync();
    }

    [Fact]
    public async Task A_leader_that_stood_still_while_another_began_writes_nothing_more()
    {
        string ns = await cluster.NewNamespaceAsync();
        using Process child = await StartChildAsync(ns, "child");
        try
        {
            await using Elected one = new(cluster.Connection, ns, "one");
            await Patience.UntilAsync("one sees the child", () => one.Elector.GetLeader() == "child");

            Signal.Send(child, Signal.Stop);
            await one.UntilLeadsAsync();
            int before = await WrittenAsync(ns, "child");
            Signal.Send(child, Signal.Continue);

            Assert.Equal(LeaderChild.Refused, await child.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience.Limit, Token));
            Assert.Equal(before, await WrittenAsync(ns, "child"));
            await MakeAsync(one, new ObjectKey(ns, "map"));
        }
        finally
        {
            Signal.TrySend(child, Signal.Kill);
        }
    }

    [Fact]
    public async Task A_leader_whose_api_server_is_away_stops_and_leads_again()
    {
        string ns = await cluster.NewNamespaceAsync();
        await using Elected one = new(cluster.Connection, ns, "one");
        await one.UntilLeadsAsync();
        cluster.Plane.KillServer();
        try
        {
            await Patience.UntilAsync("it stops", () => one.Token.IsCancellationRequested, () => one.Log.ToString());
            Assert.False(one.Elector.IsLeader());
        }
        finally
        {
            await cluster.Plane.StartServerAsync();
        }

        await Patience.UntilAsync("a second term", () => one.Terms == 2, () => one.Log.ToString());
    }

    private async Task<Process> StartChildAsync(string ns, string identity)
    {
        await LeaderChild.Writer(cluster.Connection, null).CreateAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = identity, NamespaceProperty = ns } }, Token);
        Process child = ChildProcess.Start(LeaderChild.Role, $"{cluster.KubeConfig} {ns} {identity}");
        await Patience.UntilAsync("the child writes", async () => await WrittenAsync(ns, identity) > 3);
        return child;
    }

    private async Task<int> WrittenAsync(string ns, string identity)
    {
        V1ConfigMap? map = await LeaderChild.Writer(cluster.Connection, null).GetAsync(new ObjectKey(ns, identity), Token);
        return int.Parse(map!.Data?["written"] ?? "0", CultureInfo.InvariantCulture);
    }

    private async Task<V1Lease> LeaseAsync(string ns) =>
        (await new EntityClient<V1Lease>(cluster.Connection, new EntityDefinition<V1Lease>(KubeJson.Options()))
            .GetAsync(new ObjectKey(ns, "leader"), Token))!;

    private Task<V1ConfigMap> MakeAsync(Elected elected, ObjectKey key) => LeaderChild.Writer(cluster.Connection, elected.Elector).CreateAsync(
        new V1ConfigMap { Metadata = new V1ObjectMeta { Name = key.Name, NamespaceProperty = key.Namespace } }, Token);

    /// <summary>One that wants to lead, in this process.</summary>
    private sealed class Elected : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Elected(ApiConnection connection, string ns, string identity)
        {
            Elector = LeaderChild.Elector(connection, ns, identity, Log);
            _running = Elector.RunAndTryToHoldLeadershipForeverAsync(async token =>
            {
                Token = token;
                Terms++;
                await Task.Delay(Timeout.Infinite, token);
            }, _stop.Token);
        }

        public LogLines Log { get; } = new();

        public LeaderElector Elector { get; }

        public int Terms { get; private set; }

        public CancellationToken Token { get; private set; }

        public Task UntilLeadsAsync() => Patience.UntilAsync("it leads", Elector.IsLeader, () => Log.ToString());

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }
    }
}
