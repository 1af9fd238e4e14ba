namespace LotusSeal.Lotus.Rpc;

/// <summary>The steps of one push; each is a task that completes once.</summary>
internal sealed class PushSession
{
    private readonly TaskCompletionSource _sender = New();
    private readonly TaskCompletionSource _claimed = New();
    private readonly TaskCompletionSource<bool> _touched = New<bool>();
    private readonly TaskCompletionSource<Stream> _body = New<Stream>();
    private readonly TaskCompletionSource<bool> _consumed = New<bool>();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _read;

    /// <summary>A HEAD or POST has arrived.</summary>
    public Task Sender => _sender.Task;

    /// <summary>A call names this push.</summary>
    public Task Claimed => _claimed.Task;

    /// <summary>True when the method started to read, false when it will not.</summary>
    public Task<bool> Touched => _touched.Task;

    /// <summary>The body of the POST.</summary>
    public Task<Stream> Body => _body.Task;

    /// <summary>True when the method is done with the body, false when the push broke.</summary>
    public Task<bool> Consumed => _consumed.Task;

    /// <summary>Completes when no read of the body is under way.</summary>
    public Task ReadEnded
    {
        get
        {
            lock (_gate) return _read?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>A read of the body begins; false when the push is over.</summary>
    public bool TryBeginRead()
    {
        lock (_gate)
        {
            if (_consumed.Task.IsCompleted) return false;
            _read = New();
            return true;
        }
    }

    /// <summary>The read has its bytes, or its exception.</summary>
    public void EndRead()
    {
        lock (_gate) _read?.TrySetResult();
    }

    public void SenderArrived() => _sender.TrySetResult();

    public bool TryClaim() => _claimed.TrySetResult();

    public void Touch() => _touched.TrySetResult(true);

    public bool TryOffer(Stream body) => _body.TrySetResult(body);

    public void Finish() => _consumed.TrySetResult(true);

    /// <summary>Nobody will read.</summary>
    public void Close()
    {
        _touched.TrySetResult(false);
        _consumed.TrySetResult(true);
        _ = _body.TrySetException(new ObjectDisposedException(nameof(PushSession)));
        _ = _body.Task.Exception;
    }

    /// <summary>The sender is gone.</summary>
    public void Fail(IOException error)
    {
        // After this no read begins.
        lock (_gate) _consumed.TrySetResult(false);
        _ = _body.TrySetException(error);
        _ = _body.Task.IsFaulted ? _body.Task.Exception : null;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
