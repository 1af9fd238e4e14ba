using System.Text;
using k8s.Models;
using KubeOps.Abstractions.Events;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Events;
using LotusSeal.KubeOps.Tests.Support;

namespace LotusSeal.KubeOps.Tests.ApiServer;

[Collection(KubernetesCollection.Name)]
public sealed class EventRecorderTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_and_its_repetitions_are_one_object_that_kubectl_describe_finds()
    {
        string ns = await cluster.NewNamespaceAsync();
        Gadget gadget = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "a"), Token);
        EventRecorderOptions options = new()
        {
            Controller = "test.lotusseal.io/tests",
            Instance = "one",
            SeriesPause = TimeSpan.FromMilliseconds(50),
        };
        LogLines log = new();
        EventRecorder recorder = new(
            new EntityClient<Eventsv1Event>(cluster.Connection, new EntityDefinition<Eventsv1Event>(KubeJson.Options())), options, log);
        using CancellationTokenSource stop = new();
        Task running = recorder.RunAsync(stop.Token);

        string note = string.Concat(Enumerable.Repeat("zwölf ", 500));
        await recorder.Publisher(gadget, "DrainStarted", note, EventType.Warning, Token);
        Corev1Event written = await UntilAsync(ns, _ => true, log);
        for (int i = 0; i < 4; i++) await recorder.Publisher(gadget, "DrainStarted", note, EventType.Warning, Token);
        Corev1Event repeated = await UntilAsync(ns, found => found.Series?.Count == 5, log);
        await stop.CancelAsync();
        await running;

        Assert.Equal(written.Metadata.Uid, repeated.Metadata.Uid);
        Assert.Equal(("Warning", "DrainStarted"), (repeated.Type, repeated.Reason));
        // The server counts bytes.
        Assert.InRange(Encoding.UTF8.GetByteCount(repeated.Message), 1_020, 1_024);
        Assert.Equal((gadget.Metadata.Uid, "Gadget", "a"), (repeated.InvolvedObject.Uid, repeated.InvolvedObject.Kind, repeated.InvolvedObject.Name));
        Assert.Empty(log.Lines);
    }

    private async Task<Corev1Event> UntilAsync(string ns, Func<Corev1Event, bool> holds, LogLines log)
    {
        EntityClient<Corev1Event> events = new(cluster.Connection, new EntityDefinition<Corev1Event>(KubeJson.Options()));
        Corev1Event? found = null;
        await Patience.UntilAsync("the event is there", async () =>
        {
            found = (await events.ListPageAsync(new ListQuery(ns), null, null, Token)).Items.SingleOrDefault();
            return found is not null && holds(found);
        }, () => $"{log}\n{found?.Series?.Count}");
        return found!;
    }
}
