using LotusSeal.Sealing.Phases;

namespace LotusSeal.Sealing.Tests.Phases;

public sealed class PhaseThreadTests
{
    [Theory]
    [InlineData("PC1", "/data/cache/s-t01000-7", "PC1 s-t01000-7")]
    [InlineData("UNS", "/data/sealed/s-t01000-7", "UNS s-t01000-7")]
    [InlineData("C1", "/data/cache/s-t01000-123/", "C1 s-t01000-123")]
    [InlineData("PC2", "/data/cache/s-t01234567-8901", "PC2 234567-8901")]
    public async Task A_step_runs_on_a_thread_that_is_named_after_it_and_its_sector(string phase, string path, string expected)
    {
        (string? name, bool pooled) = await PhaseThread.Start(phase, path,
            () => (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread));
        Assert.Equal(expected, name);
        Assert.InRange(expected.Length, 1, 15);
        Assert.False(pooled);
    }

    [Fact]
    public async Task A_step_that_fails_ends_its_task_with_the_same_error()
    {
        InvalidOperationException error = new("no");
        Task<int> failed = PhaseThread.Start<int>("PC1", "s-t01000-7", () => throw error);
        Assert.Same(error, await Assert.ThrowsAsync<InvalidOperationException>(() => failed));
        await Assert.ThrowsAsync<OperationCanceledException>(() => PhaseThread.Start<int>("PC1", "s", () => throw new OperationCanceledException()));
    }
}
