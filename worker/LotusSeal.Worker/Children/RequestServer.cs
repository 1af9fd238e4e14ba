using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Children;

/// <summary>The side of the child process: one request after the other until the worker closes its end.</summary>
/// <param name="channel">To the worker.</param>
/// <param name="handler">Works on the requests.</param>
/// <param name="backend">Names what it computes with at this moment; null where that is not told.</param>
/// <param name="leave">Leaves a device alone that the worker has retired; null where it does not say.</param>
/// <param name="lost">Ends the process at once: the worker has gone in the middle of a request, or says what is no message.</param>
internal sealed class RequestServer(
    MessageChannel channel, IRequestHandler handler, Func<string>? backend, Action<RetiredDevice>? leave, Action<string> lost)
{
    /// <summary>How often the worker hears of a request that is worked on.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private const int MaxReason = 4096;
    private readonly object _gate = new();
    private readonly Lock _telling = new();
    private (Message Request, byte[] Input)? _next;
    private CancellationTokenSource? _current;
    private string? _toldBackend;
    private volatile bool _closed;

    /// <summary>Serves on the calling thread until the worker closes its end, or memory was short.</summary>
    public void Run()
    {
        channel.Write(MessageKind.Hello, new ChildHello(MessageChannel.Protocol), MessageJson.Default.ChildHello);
        TellBackend();
        new Thread(Listen) { IsBackground = true, Name = "worker input" }.Start();
        while (Next() is { } next)
        {
            (MessageKind kind, byte[] content, bool isLast) = Answer(next.Request, next.Input, next.Cancel.Token);
            TellBackend();
            // The worker may ask again as soon as it has the answer.
            lock (_gate) _current = null;
            next.Cancel.Dispose();
            Say(kind, content);
            if (isLast) return;
        }
    }

    /// <summary>Waits for a request; null when none will come any more.</summary>
    private (Message Request, byte[] Input, CancellationTokenSource Cancel)? Next()
    {
        lock (_gate)
        {
            while (_next is null && !_closed) Monitor.Wait(_gate);
            if (_next is not { } asked) return null;
            _next = null;
            return (asked.Request, asked.Input, _current!);
        }
    }

    /// <summary>Reads what the worker says, beside the work: a cancellation and the worker's end are seen in the middle of it.</summary>
    private void Listen()
    {
        try
        {
            while (channel.Read() is { } message) Take(message);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            lost($"the worker said what is no message: {e.Message}");
        }

        lock (_gate)
        {
            _closed = true;
            if (_current is not null) lost("the worker has gone");
            Monitor.Pulse(_gate);
        }
    }

    private void Take(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Request:
                Message input = channel.Read() is { Kind: MessageKind.Input } next ? next : throw new InvalidDataException("a request without input");
                // From here on the worker blames the request, and no longer a process that had died before it.
                Say(MessageKind.Alive, []);
                lock (_gate)
                {
                    if (_current is not null) throw new InvalidDataException("a request while another is worked on");
                    (_next, _current) = ((message, input.Content), new CancellationTokenSource());
                    Monitor.Pulse(_gate);
                }

                break;
            case MessageKind.Cancel:
                // One that comes when the answer is on its way has no effect.
                lock (_gate) _current?.Cancel();
                break;
            case MessageKind.Retired:
                leave?.Invoke(message.Read(MessageJson.Default.RetiredDevice));
                TellBackend();
                break;
            default:
                throw new InvalidDataException($"a message {message.Kind}, which a worker does not send");
        }
    }

    /// <summary>Works on one request.</summary>
    /// <returns>The answer, and whether the process has to end behind it so that its memory comes back.</returns>
    private (MessageKind Kind, byte[] Content, bool IsLast) Answer(Message request, byte[] input, CancellationToken cancellationToken)
    {
        LatestProgress progress = new();
        using Timer beat = new(_ => Tell(progress), null, Beat, Beat);
        try
        {
            return (MessageKind.Result, handler.Answer(request, input, progress, cancellationToken), false);
        }
        catch (Exception e)
        {
            RequestFailure failure = Describe(e, cancellationToken);
            byte[] content = JsonSerializer.SerializeToUtf8Bytes(failure, MessageJson.Default.RequestFailure);
            return (MessageKind.Failure, content, failure.Kind == FailureKind.OutOfMemory);
        }
    }

    private void Tell(LatestProgress progress)
    {
        if (progress.Take() is { } news) Say(MessageKind.Progress, JsonSerializer.SerializeToUtf8Bytes(news, MessageJson.Default.RequestProgress));
        else Say(MessageKind.Alive, []);
    }

    /// <summary>A device may be left alone in the middle of the work; that is told behind it, before the answer.</summary>
    private void TellBackend()
    {
        lock (_telling)
        {
            if (backend?.Invoke() is not { } name || name == _toldBackend) return;
            _toldBackend = name;
            Say(MessageKind.Backend, JsonSerializer.SerializeToUtf8Bytes(new ChildBackend(name), MessageJson.Default.ChildBackend));
        }
    }

    private void Say(MessageKind kind, byte[] content)
    {
        try
        {
            channel.Write(kind, content);
        }
        catch (IOException)
        {
            if (!_closed) lost("the worker has gone");
        }
    }

    private static RequestFailure Describe(Exception error, CancellationToken cancellationToken)
    {
        FailureKind kind = error switch
        {
            OperationCanceledException when cancellationToken.IsCancellationRequested => FailureKind.Cancelled,
            OutOfMemoryException => FailureKind.OutOfMemory,
            SealingException => FailureKind.Refused,
            SealingBackendException => FailureKind.Device,
            _ => FailureKind.Broke,
        };
        if (kind == FailureKind.Broke) Console.Error.WriteLine(error);
        string reason = error is SealingException or SealingBackendException or OutOfMemoryException ? error.Message
            : $"{error.GetType().Name}: {error.Message}";
        return new RequestFailure(kind, reason.Length <= MaxReason ? reason : reason[..MaxReason], (error as SealingBackendException)?.Fault);
    }

    /// <summary>Keeps the last report until it is sent.</summary>
    private sealed class LatestProgress : IProgress<PhaseProgress>
    {
        private RequestProgress? _news;

        public void Report(PhaseProgress value) => Volatile.Write(ref _news, new RequestProgress(value.Step, value.Done, value.Total, value.Unit));

        public RequestProgress? Take() => Interlocked.Exchange(ref _news, null);
    }
}
