using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Lotus.Tests.Auth;

/// <summary>Asking the miner about tokens, and what is remembered of its answers.</summary>
public sealed class MinerTokenVerifierTests
{
    private readonly FakeTimeProvider _time = new();
    private Func<string, Task<string[]?>> _miner = _ => Task.FromResult<string[]?>(["read", "admin"]);
    private int _asked;

    private MinerTokenVerifier Verifier => new((token, _) =>
    {
        _asked++;
        return _miner(token);
    }, _time);

    [Fact]
    public async Task An_accepted_token_is_not_asked_about_again_for_a_while()
    {
        using MinerTokenVerifier verifier = Verifier;
        Assert.Equal(Permission.Read | Permission.Admin, await verifier.VerifyAsync("t", default));
        Assert.Equal(Permission.Read | Permission.Admin, await verifier.VerifyAsync("t", default));
        Assert.Equal(1, _asked);
        _time.Advance(MinerTokenVerifier.FreshFor);
        await verifier.VerifyAsync("t", default);
        Assert.Equal(2, _asked);
        await verifier.VerifyAsync("u", default);
        Assert.Equal(3, _asked);
    }

    [Fact]
    public async Task A_refused_token_is_refused_at_once_and_forgotten()
    {
        using MinerTokenVerifier verifier = Verifier;
        await verifier.VerifyAsync("t", default);
        _time.Advance(MinerTokenVerifier.FreshFor);
        _miner = _ => throw new RpcException("JWT Verification failed: jwt: malformed token");
        Assert.Null(await verifier.VerifyAsync("t", default));
        _miner = _ => throw new RpcTransportException("down");
        Assert.Null(await verifier.VerifyAsync("t", default));
    }

    [Fact]
    public async Task While_the_miner_is_away_accepted_tokens_stay_good_and_new_ones_are_refused()
    {
        using MinerTokenVerifier verifier = Verifier;
        await verifier.VerifyAsync("t", default);
        _miner = _ => throw new RpcTransportException("down");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Permission.Read | Permission.Admin, await verifier.VerifyAsync("t", default));
        int asked = _asked;
        Assert.Equal(Permission.Read | Permission.Admin, await verifier.VerifyAsync("t", default));
        Assert.Equal(asked, _asked);
        Assert.Null(await verifier.VerifyAsync("u", default));
        _time.Advance(MinerTokenVerifier.StaleFor);
        Assert.Null(await verifier.VerifyAsync("t", default));
    }

    [Fact]
    public async Task A_miner_that_does_not_answer_counts_as_away()
    {
        using MinerTokenVerifier verifier = Verifier;
        await verifier.VerifyAsync("t", default);
        _time.Advance(MinerTokenVerifier.FreshFor);
        _miner = _ => new TaskCompletionSource<string[]?>().Task;
        Assert.Equal(Permission.Read | Permission.Admin, await verifier.VerifyAsync("t", default).AsTask().WaitAsync(Patience.Limit));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_step_of_the_wall_clock_changes_nothing(int hours)
    {
        SteppedClock clock = new(_time);
        using MinerTokenVerifier verifier = new((token, _) =>
        {
            _asked++;
            return _miner(token);
        }, clock);
        await verifier.VerifyAsync("t", default);
        clock.Step = TimeSpan.FromHours(hours);
        await verifier.VerifyAsync("t", default);
        Assert.Equal(1, _asked);
        _time.Advance(MinerTokenVerifier.FreshFor);
        await verifier.VerifyAsync("t", default);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_null_list_allows_nothing()
    {
        _miner = _ => Task.FromResult<string[]?>(null);
        using MinerTokenVerifier verifier = Verifier;
        Assert.Equal(Permission.None, await verifier.VerifyAsync("t", default));
    }

    [Fact]
    public async Task The_memory_is_bounded()
    {
        using MinerTokenVerifier verifier = Verifier;
        for (int i = 0; i < 1100; i++) await verifier.VerifyAsync($"t{i}", default);
        Assert.Equal(1100, _asked);
        await verifier.VerifyAsync("t1099", default);
        Assert.Equal(1100, _asked);
        int remembered = 0;
        for (int i = 1099; i >= 0; i--)
        {
            int before = _asked;
            _miner = _ => throw new RpcException("no");
            if (await verifier.VerifyAsync($"t{i}", default) is not null && before == _asked) remembered++;
        }

        Assert.Equal(1024, remembered);
    }
}
