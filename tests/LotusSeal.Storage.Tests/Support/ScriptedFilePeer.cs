using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage.Tests;

/// <summary>A foreign peer that answers request after request as the test says, over real HTTP.</summary>
public sealed class ScriptedFilePeer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedFilePeer(WebApplication app, string url) => (_app, Url) = (app, url);

    public string Url { get; }

    /// <summary>Method, path and Range header of the requests seen.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Starts a peer; the last answer is repeated.</summary>
    public static async Task<ScriptedFilePeer> StartAsync(params Func<HttpContext, Task>[] answers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        ScriptedFilePeer? peer = null;
        int count = 0;
        app.Run(context =>
        {
            peer!.Requests.Enqueue(
                $"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Range} {context.Request.Headers.Authorization}".TrimEnd());
            return answers[Math.Min(Interlocked.Increment(ref count), answers.Length) - 1](context);
        });
        await app.StartAsync();
        peer = new ScriptedFilePeer(app, app.Urls.First());
        return peer;
    }

    /// <summary>Sends a file, or from an offset, and cuts the connection after some bytes.</summary>
    public static Func<HttpContext, Task> File(byte[] content, int? cutAfter = null, bool honourRange = true,
        string type = "application/octet-stream") => async context =>
    {
        int start = 0;
        string range = context.Request.Headers.Range.ToString();
        context.Response.Headers.LastModified = "Sun, 22 Nov 2026 11:44:04 GMT";
        if (honourRange && range.Length > 0)
        {
            start = int.Parse(range["bytes=".Length..^1]);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {start}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length - start;
        int end = cutAfter is { } cut ? Math.Min(content.Length, start + cut) : content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(start, end - start));
        await context.Response.Body.FlushAsync();
        if (cutAfter is null) return;
        await Task.Delay(50);
        context.Abort();
    };

    /// <summary>Sends an archive, chunked, and cuts the connection after some bytes.</summary>
    public static Func<HttpContext, Task> Archive(byte[] archive, int? cutAfter = null) => async context =>
    {
        context.Response.ContentType = "application/x-tar";
        await context.Response.Body.WriteAsync(archive.AsMemory(0, Math.Min(cutAfter ?? archive.Length, archive.Length)));
        await context.Response.Body.FlushAsync();
        if (cutAfter is null) return;
        await Task.Delay(50);
        context.Abort();
    };

    public static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
