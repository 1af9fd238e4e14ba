using System.Net;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Api;

/// <summary>Words about tokens that a peer does not take.</summary>
public sealed class TokenAdviceTests
{
    private static readonly RpcTransportException Refused = new("Version: http status 401") { Status = HttpStatusCode.Unauthorized };
    private static readonly RpcException NoPermission = new("missing permission to invoke 'StorageAttach' (need 'admin')");

    [Theory]
    [InlineData("secret", "MINER_API_INFO", "refuses the token of MINER_API_INFO", "to what 'lotus-miner auth api-info --perm admin'")]
    [InlineData(null, "MINER_API_INFO", "there is none in MINER_API_INFO", "Set MINER_API_INFO")]
    [InlineData("secret", "/m/token", "refuses the token of /m/token", "restart lotus-miner")]
    [InlineData(null, "/m/token", "there is none in /m/token", "restart lotus-miner")]
    public void A_refused_token_is_named_by_its_source_with_what_to_do(string? token, string source, string problem, string cure)
    {
        ApiInfo info = new(token, new Uri("http://10.0.0.1:2345")) { TokenSource = source };
        string words = TokenAdvice.ForMiner(info, Refused)!;
        Assert.Contains(problem, words, StringComparison.Ordinal);
        Assert.Contains(cure, words, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", words.Replace("the secret that", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(source, TokenAdvice.ForWorker(info, Refused)!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_permission_names_the_token_that_lacks_it()
    {
        ApiInfo info = ApiInfo.Parse("secret:/ip4/10.0.0.1/tcp/2345", "STORAGE_API_INFO");
        Assert.StartsWith("missing permission to invoke 'StorageAttach' (need 'admin'): the token of STORAGE_API_INFO does not have it",
            TokenAdvice.ForMiner(info, NoPermission), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_errors_are_none_of_the_tokens()
    {
        ApiInfo info = new("secret", new Uri("http://10.0.0.1:2345"));
        Assert.Null(TokenAdvice.ForMiner(info, new RpcException("no good path found")));
        Assert.Null(TokenAdvice.ForWorker(info, new RpcTransportException("gone") { Status = HttpStatusCode.BadGateway }));
    }
}
