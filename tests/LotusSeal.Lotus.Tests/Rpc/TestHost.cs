using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>A server on a free loopback port, with a token secret of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app, JwtTokens tokens)
    {
        _app = app;
        Tokens = tokens;
        Url = new Uri(app.Urls.Single());
        Admin = tokens.Issue(PermissionNames.All);
        Http = new HttpClient { BaseAddress = Url };
    }

    public JwtTokens Tokens { get; }

    public Uri Url { get; }

    public string Admin { get; }

    public HttpClient Http { get; }

    public ApiInfo Info => new(Admin, Url);

    public static async Task<TestHost> StartAsync(Action<RpcServer> serve, RpcServerOptions? options = null,
        ITokenVerifier? verifier = null, int port = 0)
    {
        JwtTokens tokens = new(new byte[32]);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        WebApplication app = builder.Build();
        RpcServer server = new(verifier ?? tokens, options);
        serve(server);
        server.MapTo(app);
        await app.StartAsync();
        return new TestHost(app, tokens);
    }

    /// <summary>Posts a body with the admin token, or with <paramref name="token"/>; an empty token sends none.</summary>
    public async Task<(int Status, string Body)> PostAsync(string body, string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/rpc/v0") { Content = new StringContent(body) };
        token ??= Admin;
        if (token.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using HttpResponseMessage response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
