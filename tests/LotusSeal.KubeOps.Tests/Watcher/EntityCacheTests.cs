using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.KubeOps.Watcher;

namespace LotusSeal.KubeOps.Tests.Watcher;

public sealed class EntityCacheTests
{
    private readonly List<string> _told = [];

    [Fact]
    public void A_list_adds_changes_and_takes_away()
    {
        EntityCache<Gadget> cache = Told([]);
        cache.Replace(null, [Of("n", "a", "1"), Of("n", "b", "2")], []);
        Assert.Equal(["+n/a", "+n/b"], Next());
        cache.Replace(null, [Of("n", "a", "1"), Of("n", "b", "3")], []);
        Assert.Equal(["~n/b"], Next());
        cache.Replace(null, [Of("n", "b", "3")], []);
        Assert.Equal(["-n/a"], Next());
    }

    [Fact]
    public void What_cannot_be_read_stays_as_it_was_known()
    {
        EntityCache<Gadget> cache = Told([]);
        cache.Replace(null, [Of("n", "a", "1")], []);
        cache.Replace(null, [], [new ObjectKey("n", "a")]);
        Assert.Equal(["+n/a"], Next());
        Assert.NotNull(cache.Get(new ObjectKey("n", "a")));
    }

    [Fact]
    public void An_object_that_was_made_again_under_its_name_is_told_as_gone_first()
    {
        EntityCache<Gadget> cache = Told([]);
        cache.Set(Of("n", "a", "1"));
        cache.Replace(null, [Of("n", "a", "9", uid: "other")], []);
        Assert.Equal(["+n/a", "-n/a", "+n/a"], Next());
    }

    [Fact]
    public void It_is_whole_when_every_namespace_was_listed_and_each_list_is_of_its_own()
    {
        EntityCache<Gadget> cache = Told(["one", "two"]);
        cache.Replace("one", [Of("one", "a", "1")], []);
        Assert.False(cache.Synced.IsCompleted);
        cache.Replace("two", [], []);
        Assert.True(cache.Synced.IsCompletedSuccessfully);
        cache.Replace("two", [], []);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void What_was_written_has_been_told_when_the_namespace_s_watch_has_come_so_far_even_if_it_is_gone_again()
    {
        EntityCache<Gadget> cache = new([]);
        Gadget written = Of("n", "a", "12");
        Assert.False(cache.HasTold(written));
        cache.Replace(null, [Of("n", "b", "9")], []);
        cache.Set(Of("other", "a", "40"));
        Assert.False(cache.HasTold(written));
        // Deleted before it was seen: only its end is told, with a version of its own.
        cache.Remove(Of("n", "a", "13"));
        Assert.True(cache.HasTold(written));
        Assert.False(cache.HasTold(Of("n", "a", "100")));
        cache.Replace("n", [Of("n", "c", "101")], []);
        Assert.True(cache.HasTold(Of("n", "a", "100")));
    }

    [Fact]
    public void An_index_follows_the_objects()
    {
        EntityCache<Gadget> cache = new([]);
        cache.Set(Of("n", "b", "1", label: "x"));
        EntityIndex<Gadget> index = cache.AddIndex(gadget => gadget.Metadata.Labels?.Values ?? []);
        cache.Set(Of("n", "a", "2", label: "x"));
        Assert.Equal(["a", "b"], index.Get("x").Select(gadget => gadget.Metadata.Name));
        cache.Set(Of("n", "b", "3", label: "y"));
        cache.Remove(new ObjectKey("n", "a"));
        Assert.Empty(index.Get("x"));
        Assert.Equal(["b"], index.Get("y").Select(gadget => gadget.Metadata.Name));
    }

    [Fact]
    public void Who_comes_late_is_told_of_everything_and_who_leaves_of_nothing_more()
    {
        EntityCache<Gadget> cache = new([]);
        cache.Set(Of("n", "a", "1"));
        IDisposable subscription = Tell(cache);
        Assert.Equal(["+n/a"], Next());
        subscription.Dispose();
        cache.Set(Of("n", "b", "1"));
        Assert.Empty(Next());
    }

    private EntityCache<Gadget> Told(string[] namespaces)
    {
        EntityCache<Gadget> cache = new(namespaces);
        Tell(cache);
        return cache;
    }

    private IDisposable Tell(EntityCache<Gadget> cache) => cache.Subscribe(change =>
        _told.Add($"{(change.Before is null ? "+" : change.After is null ? "-" : "~")}{ObjectKey.Of(change.Entity)}"));

    private string[] Next()
    {
        string[] told = [.. _told];
        _told.Clear();
        return told;
    }

    private static Gadget Of(string ns, string name, string version, string? uid = null, string? label = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            NamespaceProperty = ns,
            Name = name,
            ResourceVersion = version,
            Uid = uid ?? $"{ns}-{name}",
            Labels = label is null ? null : new Dictionary<string, string> { ["l"] = label },
        },
    };
}
