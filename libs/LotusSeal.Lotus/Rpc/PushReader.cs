namespace LotusSeal.Lotus.Rpc;

/// <summary>The caller's side of a push: the bytes to send and the id they are sent under. For one call only.</summary>
public sealed class PushReader : PieceReader
{
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PushReader(Stream source) => Source = source;

    /// <summary>
    /// True once the peer has read the bytes, false when it did not want them or the transfer broke; then the stream is free again.
    /// </summary>
    public Task<bool> Completion => _completion.Task;

    internal Guid Id { get; } = Guid.NewGuid();

    internal Stream Source { get; }

    /// <summary>An implementation in the same process gets the stream itself.</summary>
    public override Task<Stream> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(Source);

    internal void Completes(Task<bool> sending) =>
        sending.ContinueWith(
            task => _completion.TrySetResult(task.IsCompletedSuccessfully && task.Result),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
