using System.Collections.Concurrent;
using LotusSeal.KubeOps.Access;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.KubeOps.Tests.Access;

public sealed class AccessVerdictsTests
{
    private static readonly AccessQuestion Question = new("list", "g", "things");
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verdict_counts_for_its_time_from_when_it_was_asked_and_not_longer()
    {
        Reviewer reviewer = new();
        using AccessVerdicts verdicts = New(reviewer);
        Task<AccessVerdict> first = verdicts.AskAsync("a", Question, Token);
        _time.Advance(TimeSpan.FromSeconds(4));
        reviewer.Answer(AccessVerdict.Allowed);
        Assert.Equal(AccessVerdict.Allowed, await first);
        _time.Advance(TimeSpan.FromSeconds(5.9));
        Assert.Equal(AccessVerdict.Allowed, await verdicts.AskAsync("a", Question, Token));
        Assert.Single(reviewer.Asked);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Task<AccessVerdict> second = verdicts.AskAsync("a", Question, Token);
        reviewer.Answer(AccessVerdict.Unknown);
        Assert.Equal(AccessVerdict.Unknown, await second);
        Assert.Equal(AccessVerdict.Unknown, await verdicts.AskAsync("a", Question, Token));
        Assert.Equal(2, reviewer.Asked.Count);
    }

    [Fact]
    public async Task Tokens_and_questions_do_not_share_a_verdict()
    {
        Reviewer reviewer = new();
        using AccessVerdicts verdicts = New(reviewer);
        Task<AccessVerdict>[] asked =
        [
            verdicts.AskAsync("a", Question, Token), verdicts.AskAsync("b", Question, Token),
            verdicts.AskAsync("a", Question with { Namespace = "n" }, Token),
        ];
        AccessVerdict[] said = [AccessVerdict.Allowed, AccessVerdict.Unknown, AccessVerdict.Denied];
        foreach (AccessVerdict verdict in said)
        {
            await Patience.UntilAsync("one waits for its answer", () => reviewer.Waiting > 0);
            reviewer.Answer(verdict);
        }

        Assert.Equal(said, await Task.WhenAll(asked));
    }

    [Fact]
    public async Task Who_asks_while_it_is_asked_waits_for_the_same_answer_and_may_leave()
    {
        Reviewer reviewer = new();
        using AccessVerdicts verdicts = New(reviewer);
        using CancellationTokenSource leaves = new();
        Task<AccessVerdict> first = verdicts.AskAsync("a", Question, leaves.Token), second = verdicts.AskAsync("a", Question, Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        reviewer.Answer(AccessVerdict.Allowed);
        Assert.Equal(AccessVerdict.Allowed, await second);
        Assert.Single(reviewer.Asked);
    }

    [Fact]
    public async Task What_was_not_answered_is_asked_anew()
    {
        Reviewer reviewer = new();
        using AccessVerdicts verdicts = New(reviewer);
        Task<AccessVerdict> first = verdicts.AskAsync("a", Question, Token);
        reviewer.Fail("away");
        Assert.Equal("away", (await Assert.ThrowsAsync<AccessUnansweredException>(() => first)).Message);
        Assert.Equal(0, verdicts.Count);
        Task<AccessVerdict> second = verdicts.AskAsync("a", Question, Token);
        reviewer.Answer(AccessVerdict.Allowed);
        Assert.Equal(AccessVerdict.Allowed, await second);
    }

    [Fact]
    public async Task Only_so_many_are_asked_at_once_and_the_others_wait_for_a_time()
    {
        Reviewer reviewer = new();
        using AccessVerdicts verdicts = New(reviewer);
        Task<AccessVerdict>[] asked = [.. Enumerable.Range(0, 4).Select(index => verdicts.AskAsync($"t{index}", Question, Token))];
        Assert.Equal(2, reviewer.Asked.Count);
        reviewer.Answer(AccessVerdict.Allowed);
        await Patience.UntilAsync("the third is asked", () => reviewer.Asked.Count == 3);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<AccessUnansweredException>(() => asked[3]);
        Assert.Equal(3, reviewer.Asked.Count);
        reviewer.Answer(AccessVerdict.Allowed);
        reviewer.Answer(AccessVerdict.Allowed);
        await Task.WhenAll(asked[..3]);
    }

    [Fact]
    public async Task Only_so_many_verdicts_are_kept_the_oldest_goes_first()
    {
        Reviewer reviewer = new() { Always = AccessVerdict.Denied };
        using AccessVerdicts verdicts = New(reviewer);
        List<int> kept = [];
        foreach (string token in (string[])["a", "b", "c", "d", "e"])
        {
            await verdicts.AskAsync(token, Question, Token);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            kept.Add(verdicts.Count);
        }

        Assert.Equal([1, 2, 3, 4, 4], kept);

        await verdicts.AskAsync("e", Question, Token);
        await verdicts.AskAsync("b", Question, Token);
        Assert.Equal(["a", "b", "c", "d", "e"], reviewer.Asked);
        await verdicts.AskAsync("a", Question, Token);
        Assert.Equal(6, reviewer.Asked.Count);
    }

    [Fact]
    public async Task Where_all_that_is_kept_is_asked_just_now_the_next_is_told_so()
    {
        Reviewer reviewer = new();
        using AccessVerdicts verdicts = New(reviewer);
        Task<AccessVerdict>[] asked = [.. Enumerable.Range(0, 4).Select(index => verdicts.AskAsync($"t{index}", Question, Token))];
        await Assert.ThrowsAsync<AccessUnansweredException>(() => verdicts.AskAsync("more", Question, Token));
        foreach (int _ in Enumerable.Range(0, 4))
        {
            await Patience.UntilAsync("one waits for its answer", () => reviewer.Waiting > 0);
            reviewer.Answer(AccessVerdict.Allowed);
        }

        await Task.WhenAll(asked);
    }

    private AccessVerdicts New(Reviewer reviewer) =>
        new(reviewer, new AccessVerdictsOptions { MostVerdicts = 4, MostQuestions = 2 }, _time);

    /// <summary>Answers when the test says so, the oldest question first.</summary>
    private sealed class Reviewer : IAccessReviewer
    {
        private readonly ConcurrentQueue<TaskCompletionSource<AccessVerdict>> _open = new();

        public ConcurrentQueue<string> Asked { get; } = new();

        public AccessVerdict? Always { get; init; }

        public int Waiting => _open.Count;

        public Task<AccessVerdict> AskAsync(string token, AccessQuestion question, CancellationToken cancellationToken)
        {
            Asked.Enqueue(token);
            if (Always is { } verdict) return Task.FromResult(verdict);
            TaskCompletionSource<AccessVerdict> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _open.Enqueue(answer);
            return answer.Task;
        }

        public void Answer(AccessVerdict verdict) => Next().SetResult(verdict);

        public void Fail(string words) => Next().SetException(new AccessUnansweredException(words));

        private TaskCompletionSource<AccessVerdict> Next()
        {
            Assert.True(_open.TryDequeue(out TaskCompletionSource<AccessVerdict>? answer));
            return answer;
        }
    }
}
