using LotusSeal.Sealing.Backends;

namespace LotusSeal.Worker.Gpus;

/// <summary>
/// Sees a driver that does not come back: nothing was read or written for a sector for a long time, and no read or write of a file is what is waited
/// for. Nothing but the end of the process ends that.
/// </summary>
internal sealed class DriverWatch : IDisposable
{
    /// <summary>Many times what a batch takes, or the compiling of the kernels.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(3);

    private readonly TimeSpan _longest;
    private readonly TimeProvider _clock;
    private readonly Action<string> _hangs;
    private readonly ITimer _look;
    private int _working, _inFiles;
    private long _heardAt;

    /// <param name="longest">The longest silence.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="hangs">Ends the process.</param>
    public DriverWatch(TimeSpan longest, TimeProvider clock, Action<string> hangs)
    {
        (_longest, _clock, _hangs) = (longest, clock, hangs);
        _look = clock.CreateTimer(_ => Look(), null, longest / 20, longest / 20);
    }

    /// <summary>Watches something that calls the driver.</summary>
    public void Run(Action work)
    {
        Hear();
        Interlocked.Increment(ref _working);
        try
        {
            work();
        }
        finally
        {
            Interlocked.Decrement(ref _working);
        }
    }

    /// <summary>A builder that is watched while it builds.</summary>
    public IReplicaBuilder Over(IReplicaBuilder builder) => new WatchedReplicas(this, builder);

    /// <inheritdoc cref="Over(IReplicaBuilder)"/>
    public IUpdateBuilder Over(IUpdateBuilder builder) => new WatchedUpdates(this, builder);

    /// <inheritdoc/>
    public void Dispose() => _look.Dispose();

    private void Hear() => Volatile.Write(ref _heardAt, _clock.GetTimestamp());

    private void Look()
    {
        if (Volatile.Read(ref _working) == 0 || Volatile.Read(ref _inFiles) > 0) return;
        if (_clock.GetElapsedTime(Volatile.Read(ref _heardAt)) >= _longest)
            _hangs(FormattableString.Invariant($"the driver of the GPU has not come back for {_longest.TotalSeconds} s"));
    }

    private sealed class WatchedReplicas(DriverWatch watch, IReplicaBuilder builder) : IReplicaBuilder
    {
        public string Device => builder.Device;

        public void Build(ReplicaPlan plan, IReplicaSource source, IReplicaSink sink, CancellationToken cancellationToken)
        {
            WatchedFiles files = new(watch, source, sink);
            watch.Run(() => builder.Build(plan, files, files, cancellationToken));
        }
    }

    private sealed class WatchedUpdates(DriverWatch watch, IUpdateBuilder builder) : IUpdateBuilder
    {
        public string Device => builder.Device;

        public void Build(UpdatePlan plan, IUpdateSource source, IUpdateSink sink, CancellationToken cancellationToken)
        {
            WatchedUpdateFiles files = new(watch, source, sink);
            watch.Run(() => builder.Build(plan, files, files, cancellationToken));
        }
    }

    /// <summary>What an update writes; each call is a sign of life, and time spent in one is no silence of the driver.</summary>
    private class WatchedSink(DriverWatch watch, IUpdateSink sink) : IUpdateSink
    {
        protected DriverWatch Watch => watch;

        public void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes)
        {
            using Visit visit = new(watch);
            sink.WriteTreeRLast(tree, row, firstNode, nodes);
        }

        public void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes)
        {
            using Visit visit = new(watch);
            sink.WriteReplica(firstNode, nodes);
        }

        public void Advance(ulong nodes) => sink.Advance(nodes);
    }

    /// <summary>The files of an update.</summary>
    private sealed class WatchedUpdateFiles(DriverWatch watch, IUpdateSource source, IUpdateSink sink) : WatchedSink(watch, sink), IUpdateSource
    {
        public void ReadKey(ulong firstNode, Span<byte> nodes)
        {
            using Visit visit = new(Watch);
            source.ReadKey(firstNode, nodes);
        }

        public void ReadData(ulong firstNode, Span<byte> data)
        {
            using Visit visit = new(Watch);
            source.ReadData(firstNode, data);
        }
    }

    /// <summary>The files of a PreCommit2.</summary>
    private sealed class WatchedFiles(DriverWatch watch, IReplicaSource source, IReplicaSink sink)
        : WatchedSink(watch, sink), IReplicaSource, IReplicaSink
    {
        private readonly IReplicaSink _sink = sink;

        public void ReadLayer(int layer, ulong firstNode, Span<byte> labels)
        {
            using Visit visit = new(Watch);
            source.ReadLayer(layer, firstNode, labels);
        }

        public void ReadData(ulong firstNode, Span<byte> data)
        {
            using Visit visit = new(Watch);
            source.ReadData(firstNode, data);
        }

        public void Expect(ulong firstNode, ulong nodes)
        {
            using Visit visit = new(Watch);
            source.Expect(firstNode, nodes);
        }

        public void WriteTreeC(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes)
        {
            using Visit visit = new(Watch);
            _sink.WriteTreeC(tree, row, firstNode, nodes);
        }
    }

    private readonly ref struct Visit
    {
        private readonly DriverWatch _watch;

        public Visit(DriverWatch watch)
        {
            _watch = watch;
            Interlocked.Increment(ref watch._inFiles);
        }

        public void Dispose()
        {
            _watch.Hear();
            Interlocked.Decrement(ref _watch._inFiles);
        }
    }
}
