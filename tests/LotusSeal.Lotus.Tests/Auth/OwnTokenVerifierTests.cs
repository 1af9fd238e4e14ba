using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Lotus.Tests.Auth;

/// <summary>A process's own token beside those of its miner.</summary>
public sealed class OwnTokenVerifierTests
{
    [Fact]
    public async Task The_own_token_is_taken_without_asking_and_every_other_one_is_asked_about()
    {
        List<string> asked = [];
        using MinerTokenVerifier miner = new((token, _) =>
        {
            asked.Add(token);
            return Task.FromResult<string[]?>(["read"]);
        }, new FakeTimeProvider());
        OwnTokenVerifier verifier = new("own", miner);
        Assert.Equal(PermissionNames.All, await verifier.VerifyAsync("own", default));
        Assert.Empty(asked);
        Assert.Equal(Permission.Read, await verifier.VerifyAsync("ow", default));
        Assert.Equal(["ow"], asked);
    }

    [Fact]
    public async Task With_nobody_to_ask_other_tokens_are_refused()
    {
        OwnTokenVerifier verifier = new("own", others: null);
        Assert.Equal(PermissionNames.All, await verifier.VerifyAsync("own", default));
        foreach (string other in (string[])["", "owne", "OWN"]) Assert.Null(await verifier.VerifyAsync(other, default));
    }
}
