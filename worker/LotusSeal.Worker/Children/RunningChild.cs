using System.Diagnostics;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Children;

/// <summary>
/// One life of a child process. Whatever happens to it is told to the request that it works on: a process that speaks wrongly or
/// not at all is killed.
/// </summary>
internal sealed class RunningChild : IDisposable
{
    private readonly ChildProgram _program;
    private readonly ChildTimings _timings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly IRetiredDevices? _devices;
    private readonly HashSet<string> _toldDevices = [];
    private readonly ITimer _look;
    private ProcessOutput? _errors;
    private Process? _process;
    private MessageChannel _channel = null!;
    private Exchange? _exchange;
    private string? _killed;
    private long _heardAt;
    private long? _killedAt;

    private RunningChild(ChildProgram program, ChildTimings timings, TimeProvider clock, ILogger logger, IRetiredDevices? devices)
    {
        (_program, _timings, _clock, _logger, _devices) = (program, timings, clock, logger, devices);
        _heardAt = clock.GetTimestamp();
        TimeSpan pace = new[] { timings.Start, timings.Silence, timings.Death }.Min() / 4;
        _look = clock.CreateTimer(_ => Look(), null, pace, pace);
        // The kernel ends the child with the thread that made it, not with the process: so this one lives as long as the child does.
        new Thread(Live) { IsBackground = true, Name = program.Name }.Start();
    }

    /// <summary>Ends when the process has, or is given up, with the reason in words.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>False when the process has ended, also before its last words are read.</summary>
    public bool IsAlive
    {
        get
        {
            lock (_gate) return !_ended.Task.IsCompleted && _process is { HasExited: false };
        }
    }

    /// <summary>What it computes with; null until it has said so.</summary>
    public string? Backend { get; private set; }

    /// <summary>Bytes of memory that it holds.</summary>
    public long ResidentMemory
    {
        get
        {
            lock (_gate)
            {
                if (_process is null || _ended.Task.IsCompleted) return 0;
                _process.Refresh();
                try
                {
                    return _process.HasExited ? 0 : _process.WorkingSet64;
                }
                catch (InvalidOperationException)
                {
                    // It has ended in between.
                    return 0;
                }
            }
        }
    }

    /// <summary>Starts a child and waits for its first word.</summary>
    /// <exception cref="ChildLostException">It said none.</exception>
    public static async Task<RunningChild> StartAsync(ChildProgram program, ChildTimings timings, TimeProvider clock, ILogger logger,
        IRetiredDevices? devices, CancellationToken cancellationToken)
    {
        RunningChild process = new(program, timings, clock, logger, devices);
        try
        {
            await Task.WhenAny(process._ready.Task, process.Ended).WaitAsync(cancellationToken);
            if (!process._ready.Task.IsCompleted) throw new ChildLostException($"the {program.Name} ended at its start: {await process.Ended}");
            if (devices is not null) devices.Changed += process.TellDevices;
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Asks for one thing; only one is asked for at a time.</summary>
    /// <exception cref="SealingException">The request was refused.</exception>
    /// <exception cref="SealingBackendException">What the process computes with failed.</exception>
    /// <exception cref="ChildLostException">The process was lost.</exception>
    public async Task<byte[]> AskAsync(ReadOnlyMemory<byte> request, ReadOnlyMemory<byte> input, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken)
    {
        Exchange exchange = new(_program.Name, progress);
        lock (_gate) (_exchange, _heardAt) = (exchange, _clock.GetTimestamp());
        Task told = SayAsync(() =>
        {
            // What is left alone is known before anything is asked for.
            WriteDevices();
            _channel.Write(request.Span, input.Span);
        });
        Task over = Task.WhenAny(exchange.Answer, Ended);
        try
        {
            await over.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await CancelAsync(over);
            throw;
        }
        finally
        {
            lock (_gate) _exchange = null;
        }

        if (!exchange.Answer.IsCompleted)
            throw new ChildLostException($"the {_program.Name} was lost: {await Ended}") { IsUnheard = !exchange.IsHeard };
        await told;
        if (exchange.IsLast)
        {
            Kill("it had not enough memory");
            await Ended;
        }

        return await exchange.Answer;
    }

    /// <summary>Ends the process at once.</summary>
    public void Dispose()
    {
        if (_devices is not null) _devices.Changed -= TellDevices;
        Kill("it is no longer needed");
    }

    private void TellDevices() => _ = SayAsync(WriteDevices);

    /// <summary>Says which devices are left alone, each once.</summary>
    private void WriteDevices()
    {
        // Also for who comes second: a request must not overtake what the first one says.
        lock (_toldDevices)
        {
            foreach (RetiredDevice device in _devices?.Retired ?? [])
            {
                if (_toldDevices.Add(device.Uuid)) _channel.Write(MessageKind.Retired, device, MessageJson.Default.RetiredDevice);
            }
        }
    }

    private async Task CancelAsync(Task over)
    {
        Task told = SayAsync(() => _channel.Write(MessageKind.Cancel, []));
        try
        {
            await over.WaitAsync(_timings.Cancel, _clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Kill("it did not end what was cancelled");
            await Ended;
        }

        // A word that came later would cancel the next request.
        await Task.WhenAny(told, Ended);
    }

    /// <summary>Writes beside the caller, since the pipe may be full; that nobody reads any more is told by the end of the process.</summary>
    private static Task SayAsync(Action write) => Task.Run(() =>
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process has ended, or is about to.
        }
    });

    /// <summary>The thread of the process: starts it, reads what it says, sees its end.</summary>
    private void Live()
    {
        try
        {
            Start();
        }
        catch (Exception e)
        {
            End($"{_program.File} cannot be started: {e.Message}");
            return;
        }

        try
        {
            while (_channel.Read() is { } message) Take(message);
            // Whoever has nothing more to say is of no use.
            Kill(null);
        }
        catch (Exception e)
        {
            Kill(e is InvalidDataException ? $"it spoke wrongly: {e.Message}" : e.Message);
        }

        _process!.WaitForExit();
        _errors!.Wait();
        int code = _process.ExitCode;
        string reason = ChildEnd.Describe(_killed, code, _errors.Last());
        lock (_gate)
        {
            _process.Dispose();
            End(reason);
        }
    }

    private void End(string reason)
    {
        _look.Dispose();
        _ended.TrySetResult(reason);
    }

    private void Start()
    {
        ProcessStartInfo start = new(_program.File, _program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string secret in ChildProgram.Secrets) start.Environment.Remove(secret);
        foreach ((string name, string value) in _program.Variables) start.Environment[name] = value;
        lock (_gate)
        {
            if (_killed is not null) throw new InvalidOperationException(_killed);
            _process = Process.Start(start)!;
        }

        _errors = new ProcessOutput(line => _logger.ChildSays(_program.Title, line), _process.StandardError);
        _channel = new MessageChannel(_process.StandardOutput.BaseStream, _process.StandardInput.BaseStream);
        _logger.ChildStarted(_program.Title, _process.Id);
    }

    private void Take(Message message)
    {
        Exchange? exchange;
        lock (_gate) (exchange, _heardAt) = (_exchange, _clock.GetTimestamp());
        if (exchange is not null) exchange.IsHeard = true;
        switch (message.Kind)
        {
            case MessageKind.Hello:
                int protocol = message.Read(MessageJson.Default.ChildHello).Protocol;
                if (protocol != MessageChannel.Protocol)
                {
                    throw new InvalidDataException(
                        $"it is of another build (protocol {protocol}, not {MessageChannel.Protocol}): restart the worker");
                }

                _ready.TrySetResult();
                break;
            case MessageKind.Backend:
                Backend = message.Read(MessageJson.Default.ChildBackend).Name;
                break;
            case MessageKind.Progress:
                RequestProgress news = message.Read(MessageJson.Default.RequestProgress);
                exchange?.Progress.Report(new PhaseProgress(news.Step, news.Done, news.Total, news.Unit));
                break;
            case MessageKind.Alive: break;
            case MessageKind.Retired:
                _devices?.Retire(message.Read(MessageJson.Default.RetiredDevice));
                break;
            case MessageKind.Result when exchange is not null:
                exchange.Succeed(message.Content);
                break;
            case MessageKind.Failure when exchange is not null:
                exchange.Fail(message.Read(MessageJson.Default.RequestFailure));
                break;
            default: throw new InvalidDataException($"a message {message.Kind} that nobody waits for");
        }
    }

    /// <summary>Ends a process that should have said something by now, and gives up one that should have ended.</summary>
    private void Look()
    {
        TimeSpan limit;
        lock (_gate)
        {
            if (_killedAt is { } killed)
            {
                if (_clock.GetElapsedTime(killed) >= _timings.Death) End($"{_killed ?? "it says nothing more"}, was killed, and does not end");
                return;
            }

            if (_ready.Task.IsCompleted && _exchange is null) return;
            limit = _ready.Task.IsCompleted ? _timings.Silence : _timings.Start;
            if (_clock.GetElapsedTime(_heardAt) < limit) return;
        }

        Kill(FormattableString.Invariant($"it said nothing for {limit.TotalSeconds:0} s"));
    }

    private void Kill(string? reason)
    {
        lock (_gate)
        {
            _killed ??= reason;
            if (_process is null || _ended.Task.IsCompleted) return;
            _killedAt ??= _clock.GetTimestamp();
            _process.Kill();
        }
    }

    /// <summary>A request on its way.</summary>
    private sealed class Exchange(string child, IProgress<PhaseProgress> progress)
    {
        private readonly TaskCompletionSource<byte[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IProgress<PhaseProgress> Progress => progress;

        public Task<byte[]> Answer => _answer.Task;

        /// <summary>The process has said something on it.</summary>
        public bool IsHeard { get; set; }

        /// <summary>The process answers no more, so that its memory comes back.</summary>
        public bool IsLast { get; private set; }

        public void Succeed(byte[] result) => _answer.TrySetResult(result);

        public void Fail(RequestFailure failure)
        {
            IsLast = failure.Kind == FailureKind.OutOfMemory;
            _answer.TrySetException(failure.Kind switch
            {
                FailureKind.Refused => new SealingException(failure.Reason),
                FailureKind.Device when failure.Fault is { } fault => new SealingBackendException(fault),
                FailureKind.OutOfMemory => new ChildLostException($"the {child} had not enough memory: {failure.Reason}") { IsAnswer = true },
                FailureKind.Cancelled => new OperationCanceledException(failure.Reason),
                _ => new ChildLostException($"the {child} failed: {failure.Reason}") { IsAnswer = true },
            });
        }
    }
}
