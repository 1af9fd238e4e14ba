using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Lotus.Tests.Auth;

/// <summary>The 401 answers of endpoints outside of JSON-RPC, as observed on <c>/remote</c>.</summary>
public sealed class RequestAuthorizerTests
{
    private readonly JwtTokens _tokens = new(new byte[32]);

    [Fact]
    public async Task An_admin_token_passes() => Assert.Equal((true, 200, ""), await RunAsync($"Bearer {_tokens.Issue(Permission.Admin)}"));

    [Theory]
    [InlineData("")]
    [InlineData("read")]
    public async Task A_missing_permission_has_a_text(string kind)
    {
        string header = kind.Length == 0 ? "" : $"Bearer {_tokens.Issue(Permission.Read)}";
        Assert.Equal((false, 401, "{\"Error\":\"unauthorized: missing admin permission\"}\n"), await RunAsync(header));
    }

    [Theory]
    [InlineData("Bearer x")]
    [InlineData("x")]
    public async Task A_bad_token_has_none(string header) => Assert.Equal((false, 401, ""), await RunAsync(header));

    private async Task<(bool, int, string)> RunAsync(string header)
    {
        DefaultHttpContext context = new();
        using MemoryStream body = new();
        context.Response.Body = body;
        if (header.Length > 0) context.Request.Headers.Authorization = header;
        bool passed = await new RequestAuthorizer(_tokens).RequireAsync(context, Permission.Admin, default);
        return (passed, context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}
