using k8s.Models;
using KubeOps.Abstractions.Events;
using LotusSeal.KubeOps.Events;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.KubeOps.Tests.Events;

public sealed class EventSeriesBookTests
{
    private static readonly EventRecorderOptions Options = new()
    {
        Controller = "test.lotusseal.io/tests",
        Instance = "one",
        ObjectBurst = 3,
        ObjectPause = TimeSpan.FromMinutes(5),
        Remembered = 100,
    };

    private readonly FakeTimeProvider _time = new();
    private readonly EventSeriesBook _book;
    private int _names;

    public EventSeriesBookTests() => _book = new EventSeriesBook(Options, _time, () => $"{++_names}");

    [Fact]
    public void Repetitions_are_counted_and_written_now_and_then()
    {
        Assert.Equal((1, "pool.1"), Written(_book.Take(Of("u", "same"))));
        for (int i = 0; i < 10; i++) Assert.Null(_book.Take(Of("u", "same")));
        Assert.Empty(_book.Due());
        _time.Advance(Options.SeriesPause);
        Assert.Equal((11, "pool.1"), Written(Assert.Single(_book.Due())));
        Assert.Empty(_book.Due());
        _time.Advance(Options.SeriesPause);
        Assert.Equal((12, "pool.1"), Written(_book.Take(Of("u", "same"))));
    }

    [Fact]
    public void After_a_long_silence_it_is_a_new_event_and_also_when_the_old_one_is_lost()
    {
        EventWrite first = _book.Take(Of("u", "same"))!;
        _time.Advance(Options.SeriesEnd);
        EventWrite second = _book.Take(Of("u", "same"))!;
        Assert.Equal((1, "pool.2"), Written(second));
        _book.Lost(second);
        Assert.Equal((1, "pool.3"), Written(_book.Take(Of("u", "same"))));
        Assert.Equal("pool.1", first.Name);
    }

    [Fact]
    public void An_object_with_ever_new_words_is_cut_short_and_others_are_not()
    {
        EventWrite?[] writes = [.. Enumerable.Range(0, 10).Select(i => _book.Take(Of("u", $"word {i}")))];
        Assert.Equal(3, writes.Count(write => write is not null));
        Assert.Equal(7, _book.TakeDropped());
        Assert.NotNull(_book.Take(Of("other", "word")));
        _time.Advance(Options.ObjectPause);
        Assert.NotNull(_book.Take(Of("u", "word 11")));
        Assert.Null(_book.Take(Of("u", "word 12")));
    }

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        for (int i = 0; i < 1_000; i++) _book.Take(Of($"u{i}", "word"));
        Assert.Equal(900, _book.TakeDropped());
        _time.Advance(Options.SeriesEnd);
        Assert.NotNull(_book.Take(Of("late", "word")));
    }

    private static (int, string) Written(EventWrite? write) => (write!.Count, write.Name);

    private static NoticeOf Of(string uid, string note) =>
        new(new Notice(uid, EventType.Normal, "Reason", note), new V1ObjectReference { Name = "pool", NamespaceProperty = "n", Uid = uid });
}
