using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>The thread that labels, and what the thread that started it hears.</summary>
public sealed class LabelThreadTests
{
    private readonly RecordedCore _core = new();

    [Fact]
    public void It_labels_on_its_core_and_tells_all_blocks_to_the_thread_that_waits()
    {
        int caller = Environment.CurrentManagedThreadId, label = 0, nodes = 0;
        ulong last = 0;
        New().Run(tell =>
        {
            label = Environment.CurrentManagedThreadId;
            Assert.Equal("SDR s-t01000-7", Thread.CurrentThread.Name);
            for (int block = 1; block <= 100; block++) tell(64, (ulong)block * 64);
        }, (count, finished) =>
        {
            Assert.Equal(caller, Environment.CurrentManagedThreadId);
            Assert.True(finished > last);
            nodes += count;
            last = finished;
        });
        Assert.Equal((6400, 6400UL), (nodes, last));
        Assert.NotEqual(caller, label);
        Assert.Equal(label, _core.Thread);
    }

    [Fact]
    public void What_it_throws_is_thrown_where_it_is_waited_for_after_what_was_labelled_is_told()
    {
        InvalidOperationException error = new("no");
        int told = 0;
        Assert.Same(error, Assert.Throws<InvalidOperationException>(() => New().Run(tell =>
        {
            tell(64, 64);
            throw error;
        }, (nodes, _) => told += nodes)));
        Assert.Equal(64, told);
    }

    [Fact]
    public void A_listener_that_fails_ends_it()
    {
        InvalidOperationException error = new("the disk is full");
        bool isEnded = false;
        Assert.Same(error, Assert.Throws<InvalidOperationException>(() => New().Run(tell =>
        {
            try
            {
                for (ulong block = 1; ; block++) tell(1, block);
            }
            finally
            {
                isEnded = true;
            }
        }, (_, _) => throw error)));
        Assert.True(isEnded);
    }

    private LabelThread New() => new(_core, "SDR s-t01000-7");

    private sealed class RecordedCore : ILabelCore
    {
        public int Thread { get; private set; }

        public int? Node => null;

        public void Run(Action work)
        {
            Thread = Environment.CurrentManagedThreadId;
            work();
        }

        public void Dispose()
        {
        }
    }
}
