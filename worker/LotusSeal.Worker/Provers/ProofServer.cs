using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Provers;

/// <summary>The prover's side: one request after the other until the worker closes its end.</summary>
/// <param name="channel">To the worker.</param>
/// <param name="handler">Makes the proofs.</param>
/// <param name="backend">Names what it computes with at this moment.</param>
/// <param name="lost">Ends the process at once: the worker has gone while a proof is made, or says what is no message.</param>
internal sealed class ProofServer(MessageChannel channel, IProofHandler handler, Func<string> backend, Action<string> lost)
{
    /// <summary>How often the worker hears of a proof that is made.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private const int MaxReason = 4096;
    private readonly object _gate = new();
    private (ProofRequest Request, byte[] Input)? _next;
    private CancellationTokenSource? _current;
    private string? _toldBackend;
    private volatile bool _closed;

    /// <summary>Serves on the calling thread until the worker closes its end, or memory was short.</summary>
    public void Run()
    {
        channel.Write(MessageKind.Hello, new ProverHello(MessageChannel.Protocol), MessageJson.Default.ProverHello);
        TellBackend();
        new Thread(Listen) { IsBackground = true, Name = "prover input" }.Start();
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
    private (ProofRequest Request, byte[] Input, CancellationTokenSource Cancel)? Next()
    {
        lock (_gate)
        {
            while (_next is null && !_closed) Monitor.Wait(_gate);
            if (_next is not { } asked) return null;
            _next = null;
            return (asked.Request, asked.Input, _current!);
        }
    }

    /// <summary>Reads what the worker says, beside the work: a cancellation and the worker's end are seen in the middle of a proof.</summary>
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
                ProofRequest request = message.Read(MessageJson.Default.ProofRequest);
                Message input = channel.Read() is { Kind: MessageKind.Input } next ? next : throw new InvalidDataException("a request without input");
                lock (_gate)
                {
                    if (_current is not null) throw new InvalidDataException("a request while another is worked on");
                    (_next, _current) = ((request, input.Content), new CancellationTokenSource());
                    Monitor.Pulse(_gate);
                }

                break;
            case MessageKind.Cancel:
                // One that comes when the answer is on its way has no effect.
                lock (_gate) _current?.Cancel();
                break;
            default:
                throw new InvalidDataException($"a message {message.Kind}, which a worker does not send");
        }
    }

    /// <summary>Works on one request.</summary>
    /// <returns>The answer, and whether the process has to end behind it so that its memory comes back.</returns>
    private (MessageKind Kind, byte[] Content, bool IsLast) Answer(ProofRequest request, byte[] input, CancellationToken cancellationToken)
    {
        LatestProgress progress = new();
        using Timer beat = new(_ => Tell(progress), null, Beat, Beat);
        try
        {
            return (MessageKind.Result, handler.Prove(request, input, progress, cancellationToken), false);
        }
        catch (Exception e)
        {
            ProofFailure failure = Describe(e, cancellationToken);
            byte[] content = JsonSerializer.SerializeToUtf8Bytes(failure, MessageJson.Default.ProofFailure);
            return (MessageKind.Failure, content, failure.Kind == FailureKind.OutOfMemory);
        }
    }

    private void Tell(LatestProgress progress)
    {
        if (progress.Take() is { } news) Say(MessageKind.Progress, JsonSerializer.SerializeToUtf8Bytes(news, MessageJson.Default.ProofProgress));
        else Say(MessageKind.Alive, []);
    }

    /// <summary>A device may be left alone in the middle of a proof; that is told behind the proof, before its answer.</summary>
    private void TellBackend()
    {
        string name = backend();
        if (name == _toldBackend) return;
        _toldBackend = name;
        Say(MessageKind.Backend, JsonSerializer.SerializeToUtf8Bytes(new ProverBackend(name), MessageJson.Default.ProverBackend));
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

    private static ProofFailure Describe(Exception error, CancellationToken cancellationToken)
    {
        FailureKind kind = error switch
        {
            OperationCanceledException when cancellationToken.IsCancellationRequested => FailureKind.Cancelled,
            OutOfMemoryException => FailureKind.OutOfMemory,
            SealingException => FailureKind.Refused,
            _ => FailureKind.Broke,
        };
        if (kind == FailureKind.Broke) Console.Error.WriteLine(error);
        string reason = error is SealingException or SealingBackendException or OutOfMemoryException ? error.Message
            : $"{error.GetType().Name}: {error.Message}";
        return new ProofFailure(kind, reason.Length <= MaxReason ? reason : reason[..MaxReason]);
    }

    /// <summary>Keeps the last report until it is sent.</summary>
    private sealed class LatestProgress : IProgress<PhaseProgress>
    {
        private ProofProgress? _news;

        public void Report(PhaseProgress value) => Volatile.Write(ref _news, new ProofProgress(value.Step, value.Done, value.Total, value.Unit));

        public ProofProgress? Take() => Interlocked.Exchange(ref _news, null);
    }
}
