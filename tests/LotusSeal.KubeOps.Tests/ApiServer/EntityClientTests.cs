using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Tests.Support;

namespace LotusSeal.KubeOps.Tests.ApiServer;

[Collection(KubernetesCollection.Name)]
public sealed class EntityClientTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_made_is_read_with_kind_and_version_and_without_managed_fields()
    {
        string ns = await cluster.NewNamespaceAsync();
        await cluster.Gadgets.CreateAsync(Gadget.New(ns, "a", 7), Token);

        Gadget? read = await cluster.Gadgets.GetAsync(new ObjectKey(ns, "a"), Token);

        Assert.Equal(("test.lotusseal.io/v1", "Gadget", 7), (read!.ApiVersion, read.Kind, read.Spec!.Size));
        Assert.Null(read.Metadata.ManagedFields);
        Assert.Null(await cluster.Gadgets.GetAsync(new ObjectKey(ns, "b"), Token));
    }

    [Fact]
    public async Task Making_it_twice_and_updating_what_has_changed_are_told_apart()
    {
        string ns = await cluster.NewNamespaceAsync();
        Gadget first = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "a"), Token);

        var twice = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.Gadgets.CreateAsync(Gadget.New(ns, "a"), Token));
        Assert.True(twice.IsAlreadyExists && !twice.IsConflict);

        first.Spec!.Size = 2;
        Gadget second = await cluster.Gadgets.UpdateAsync(first, Token);
        Assert.Equal(2, second.Spec!.Size);
        var stale = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.Gadgets.UpdateAsync(first, Token));
        Assert.True(stale.IsConflict && !stale.IsAlreadyExists && !stale.IsTransient);
    }

    [Fact]
    public async Task A_refusal_names_the_field()
    {
        string ns = await cluster.NewNamespaceAsync();
        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.Gadgets.CreateAsync(Gadget.New(ns, "a", 101), Token));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(refused.Causes, cause => cause.Field == "spec.size");
    }

    [Fact]
    public async Task Applying_the_same_writes_nothing_and_another_manager_is_a_conflict()
    {
        string ns = await cluster.NewNamespaceAsync();
        Gadget wanted = Gadget.New(ns, "a", 3);
        byte[] body = ApplyBody.Of(Gadget.Definition, wanted);
        ObjectKey key = ObjectKey.Of(wanted);
        Gadget made = await cluster.Gadgets.ApplyAsync(key, body, "one", force: false, Token);
        Gadget again = await cluster.Gadgets.ApplyAsync(key, ApplyBody.Of(Gadget.Definition, made), "one", force: false, Token);
        Assert.Equal(made.Metadata.ResourceVersion, again.Metadata.ResourceVersion);

        byte[] other = ApplyBody.Of(Gadget.Definition, Gadget.New(ns, "a", 4));
        var conflict = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.Gadgets.ApplyAsync(key, other, "two", force: false, Token));
        Assert.True(conflict.IsConflict);
        Assert.Contains(conflict.Causes, cause => cause.Field == ".spec.size");
        Assert.Equal(4, (await cluster.Gadgets.ApplyAsync(key, other, "two", force: true, Token)).Spec!.Size);
    }

    [Fact]
    public async Task An_applied_status_owns_nothing_of_the_spec()
    {
        string ns = await cluster.NewNamespaceAsync();
        Gadget made = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "a", 3), Token);
        made.Status = new GadgetStatus { Seen = 9 };
        byte[] body = ApplyBody.OfStatus(Gadget.Definition, made);
        Assert.Equal(["apiVersion", "kind", "metadata", "status"], JsonNode.Parse(body)!.AsObject().Select(pair => pair.Key).Order());

        Gadget after = await cluster.Gadgets.ApplyStatusAsync(ObjectKey.Of(made), body, "one", force: true, Token);

        Assert.Equal((3, 9), (after.Spec!.Size, after.Status!.Seen));
        Assert.Equal(made.Metadata.Generation, after.Metadata.Generation);
    }

    [Fact]
    public async Task A_field_that_the_schema_lacks_is_no_passing_error()
    {
        string ns = await cluster.NewNamespaceAsync();
        Gadget wanted = Gadget.New(ns, "a");
        wanted.Spec!.Unknown = "x";
        byte[] body = ApplyBody.Of(Gadget.Definition, wanted);
        var refused = await Assert.ThrowsAsync<KubernetesApiException>(
            () => cluster.Gadgets.ApplyAsync(ObjectKey.Of(wanted), body, "one", force: true, Token));
        Assert.True(refused.IsSchemaMismatch && !refused.IsTransient, refused.Message);
    }

    [Fact]
    public async Task Only_the_object_that_was_decided_about_is_deleted()
    {
        string ns = await cluster.NewNamespaceAsync();
        Gadget made = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "a"), Token);
        ObjectKey key = ObjectKey.Of(made);

        foreach (DeleteConditions wrong in (DeleteConditions[])[new("another"), new(made.Metadata.Uid, ResourceVersion: "1")])
            Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.Gadgets.DeleteAsync(key, wrong, Token))).IsConflict);
        Assert.True(await cluster.Gadgets.DeleteAsync(key, new DeleteConditions(made.Metadata.Uid, made.Metadata.ResourceVersion), Token));
        Assert.False(await cluster.Gadgets.DeleteAsync(key, new DeleteConditions(made.Metadata.Uid), Token));
    }

    [Fact]
    public async Task Kinds_of_the_core_group_and_those_without_namespaces_are_found()
    {
        EntityClient<V1Namespace> namespaces = new(cluster.Connection, new EntityDefinition<V1Namespace>(KubeJson.Options(), namespaced: false));
        Assert.Equal("default", (await namespaces.GetAsync(new ObjectKey(null, "default"), Token))!.Metadata.Name);
        EntityClient<V1Pod> pods = new(cluster.Connection, new EntityDefinition<V1Pod>(KubeJson.Options()));
        Assert.Null(await pods.GetAsync(new ObjectKey("default", "none"), Token));
    }
}
