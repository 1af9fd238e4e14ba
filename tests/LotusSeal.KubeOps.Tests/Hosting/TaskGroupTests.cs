using LotusSeal.KubeOps.Hosting;

namespace LotusSeal.KubeOps.Tests.Hosting;

public sealed class TaskGroupTests
{
    [Fact]
    public async Task A_loop_that_breaks_ends_the_others_and_is_what_is_told()
    {
        bool ended = false;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TaskGroup.RunAsync(
        [
            async token =>
            {
                await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
                ended = true;
                throw new ArgumentException("told to end");
            },
            _ => throw new InvalidOperationException("broken"),
        ], TestContext.Current.CancellationToken));
        Assert.Equal("broken", error.Message);
        Assert.True(ended);
    }

    [Fact]
    public async Task A_wish_to_end_ends_all()
    {
        using CancellationTokenSource stop = new();
        Task running = TaskGroup.RunAsync([WaitAsync, WaitAsync], stop.Token);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;

        static Task WaitAsync(CancellationToken token) => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
