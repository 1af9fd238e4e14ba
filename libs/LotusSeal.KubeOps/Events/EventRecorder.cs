using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Events;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Observability;
using LotusSeal.KubeOps.Queue;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Events;

/// <summary>Writes events of <c>events.k8s.io/v1</c> in the background: a pass over an object never waits for one, nor fails by one.</summary>
public sealed class EventRecorder
{
    private const string Ellipsis = "…";

    // What the API server takes, in bytes.
    private const int LongestNote = 1_024, LongestReason = 128;

    private readonly EntityClient<Eventsv1Event> _client;
    private readonly EventRecorderOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<NoticeOf> _waiting;
    private readonly EventSeriesBook _book;
    private readonly Lock _bookLock = new();
    private readonly TokenBucket _rate;
    private long _dropped;

    /// <param name="client">Writes; fenced.</param>
    /// <param name="options">How many.</param>
    /// <param name="logger">Told what was not written.</param>
    public EventRecorder(EntityClient<Eventsv1Event> client, EventRecorderOptions options, ILogger logger)
    {
        _client = client;
        _options = options;
        _logger = logger;
        _waiting = Channel.CreateBounded<NoticeOf>(new BoundedChannelOptions(options.Waiting) { FullMode = BoundedChannelFullMode.Wait });
        _book = new EventSeriesBook(options, client.Time, () => Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture));
        _rate = new TokenBucket(options.Rate.PerSecond, options.Rate.Burst, client.Time);
    }

    /// <summary>What controllers say things with.</summary>
    public EventPublisher Publisher => (entity, reason, message, type, _) =>
    {
        Notice notice = new(entity.Metadata.Uid ?? "", type, Cut(reason, LongestReason), Cut(message, LongestNote));
        if (!_waiting.Writer.TryWrite(new NoticeOf(notice, ReferenceTo(entity)))) Interlocked.Increment(ref _dropped);
        return Task.CompletedTask;
    };

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(WriteAsync(cancellationToken), RepeatAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What still waits is said again by whoever leads next, if it is still so.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (NoticeOf notice in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            EventWrite? write;
            lock (_bookLock) write = _book.Take(notice);
            if (write is not null) await WriteAsync(write, cancellationToken);
        }
    }

    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(_options.SeriesPause, _client.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            IReadOnlyList<EventWrite> due;
            long dropped;
            lock (_bookLock)
            {
                due = _book.Due();
                dropped = _book.TakeDropped() + Interlocked.Exchange(ref _dropped, 0);
            }

            if (dropped > 0) _logger.EventsDropped(dropped);
            foreach (EventWrite write in due) await WriteAsync(write, cancellationToken);
        }
    }

    private async Task WriteAsync(EventWrite write, CancellationToken cancellationToken)
    {
        await TurnAsync(cancellationToken);
        try
        {
            if (write.Count == 1) await _client.CreateAsync(Event(write), cancellationToken);
            else await _client.MergePatchAsync(new ObjectKey(NamespaceOf(write), write.Name), Repetition(write), null, cancellationToken);
        }
        catch (Exception error) when (error is KubernetesApiException or HttpRequestException or TimeoutException or IOException)
        {
            lock (_bookLock) _book.Lost(write);
            _logger.EventFailed(write.Of.Notice.Reason, $"{write.Of.Regarding.NamespaceProperty}/{write.Of.Regarding.Name}", error.Message);
        }
        catch (LeadershipLostException)
        {
            // Whoever leads next says it, if it is still so.
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan pause;
            lock (_bookLock) pause = _rate.Take();
            if (pause == TimeSpan.Zero) return;
            await Task.Delay(pause, _client.Time, cancellationToken);
        }
    }

    private Eventsv1Event Event(EventWrite write) => new()
    {
        Metadata = new V1ObjectMeta { Name = write.Name, NamespaceProperty = NamespaceOf(write) },
        EventTime = MicroTime.Field(_client.Time.GetUtcNow()),
        ReportingController = _options.Controller,
        ReportingInstance = _options.Instance,
        Action = write.Of.Notice.Reason,
        Reason = write.Of.Notice.Reason,
        Note = write.Of.Notice.Note,
        Type = write.Of.Notice.Type == EventType.Warning ? "Warning" : "Normal",
        Regarding = write.Of.Regarding,
    };

    private JsonObject Repetition(EventWrite write) => new()
    {
        ["series"] = new JsonObject { ["count"] = write.Count, ["lastObservedTime"] = MicroTime.Text(_client.Time.GetUtcNow()) },
    };

    /// <summary>Events of objects without a namespace are in the default one.</summary>
    private static string NamespaceOf(EventWrite write) => write.Of.Regarding.NamespaceProperty ?? "default";

    private static V1ObjectReference ReferenceTo(IKubernetesObject<V1ObjectMeta> entity) => new()
    {
        ApiVersion = entity.ApiVersion,
        Kind = entity.Kind,
        Name = entity.Metadata.Name,
        NamespaceProperty = entity.Metadata.NamespaceProperty,
        Uid = entity.Metadata.Uid,
        ResourceVersion = entity.Metadata.ResourceVersion,
    };

    /// <summary>The server counts bytes; a character is not cut in two.</summary>
    private static string Cut(string text, int longest)
    {
        if (Encoding.UTF8.GetByteCount(text) <= longest) return text;
        int bytes = Encoding.UTF8.GetByteCount(Ellipsis), length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > longest) break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + Ellipsis;
    }
}
