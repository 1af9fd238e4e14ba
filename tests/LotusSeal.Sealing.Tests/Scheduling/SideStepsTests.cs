using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Scheduling;

/// <summary>Steps beside a leading one: what fails is what is thrown, at once, and nothing outlives the call.</summary>
public sealed class SideStepsTests
{
    private readonly InvalidOperationException _error = new("the disk is full");

    [Fact]
    public void It_returns_when_all_have_ended()
    {
        using ManualResetEventSlim go = new();
        int ended = 0;
        SideSteps.Run(beside =>
        {
            for (int i = 0; i < 3; i++)
            {
                beside.Start(() =>
                {
                    Assert.True(go.Wait(Patience.Limit));
                    Interlocked.Increment(ref ended);
                });
            }
            go.Set();
        }, SealedSector.Token);
        Assert.Equal(3, ended);
    }

    [Fact]
    public void A_step_that_fails_stops_the_leading_one_and_its_error_is_thrown()
    {
        Assert.Same(_error, Assert.Throws<InvalidOperationException>(() => SideSteps.Run(beside =>
        {
            beside.Start(() => throw _error);
            Assert.True(beside.Stop.WaitHandle.WaitOne(Patience.Limit));
            beside.Stop.ThrowIfCancellationRequested();
        }, SealedSector.Token)));
    }

    [Fact]
    public void A_step_that_fails_after_the_leading_one_has_ended_is_heard()
    {
        using ManualResetEventSlim go = new();
        Assert.Same(_error, Assert.Throws<InvalidOperationException>(() => SideSteps.Run(beside =>
        {
            beside.Start(() =>
            {
                Assert.True(go.Wait(Patience.Limit));
                throw _error;
            });
            go.Set();
        }, SealedSector.Token)));
    }

    [Fact]
    public void A_leading_step_that_fails_stops_the_others_and_waits_for_them()
    {
        bool isStopped = false;
        Assert.Same(_error, Assert.Throws<InvalidOperationException>(() => SideSteps.Run(beside =>
        {
            beside.Start(() =>
            {
                isStopped = beside.Stop.WaitHandle.WaitOne(Patience.Limit);
                beside.Stop.ThrowIfCancellationRequested();
            });
            throw _error;
        }, SealedSector.Token)));
        Assert.True(isStopped);
    }

    [Fact]
    public void A_caller_that_cancels_hears_of_that_alone()
    {
        using CancellationTokenSource stop = new();
        OperationCanceledException cancelled = Assert.Throws<OperationCanceledException>(() => SideSteps.Run(beside =>
        {
            beside.Start(() =>
            {
                Assert.True(beside.Stop.WaitHandle.WaitOne(Patience.Limit));
                throw _error;
            });
            stop.Cancel();
            beside.Stop.ThrowIfCancellationRequested();
        }, stop.Token));
        Assert.Equal(stop.Token, cancelled.CancellationToken);
    }
}
