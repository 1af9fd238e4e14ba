using LotusSeal.Lotus.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>A peer that answers each request body with what the script says: for behaviour our own server does not have.</summary>
internal sealed class ScriptedRpcPeer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedRpcPeer(WebApplication app) => _app = app;

    public ApiInfo Info => new("secret-token", new Uri(_app.Urls.Single()));

    public List<string> Bodies { get; } = [];

    public List<string> Headers { get; } = [];

    public static async Task<ScriptedRpcPeer> StartAsync(Func<string, HttpContext, Task> script)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        ScriptedRpcPeer peer = new(app);
        app.UseWebSockets();
        app.Run(async context =>
        {
            using StreamReader reader = new(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            lock (peer.Bodies)
            {
                peer.Bodies.Add(body);
                peer.Headers.Add(context.Request.Headers.Authorization.ToString());
            }

            await script(body, context);
        });
        await app.StartAsync();
        return peer;
    }

    public static Task<ScriptedRpcPeer> StartAsync(int status, string answer) => StartAsync(async (_, context) =>
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
