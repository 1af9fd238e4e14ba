using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tests.Parameters;

/// <summary>A gateway over real HTTP that answers request after request as the test says; the last answer is repeated.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Gateway(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/ipfs/";

    /// <summary>Path and Range header of the requests seen.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<Gateway> StartAsync(params Func<HttpContext, Task>[] answers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        Gateway gateway = new(app);
        int count = 0;
        app.Run(context =>
        {
            gateway.Requests.Enqueue($"{context.Request.Path} {context.Request.Headers.Range}".TrimEnd());
            return answers[Math.Min(Interlocked.Increment(ref count), answers.Length) - 1](context);
        });
        await app.StartAsync();
        return gateway;
    }

    /// <summary>
    /// Sends content, honouring a range that goes to the end, and cuts the connection after <paramref name="cutAfter"/> bytes of the body.
    /// </summary>
    public static Func<HttpContext, Task> Serve(byte[] content, int? cutAfter = null, bool ranges = true) => async context =>
    {
        int from = 0;
        string range = context.Request.Headers.Range.ToString();
        if (ranges && range.StartsWith("bytes=", StringComparison.Ordinal))
        {
            from = int.Parse(range[6..^1], CultureInfo.InvariantCulture);
            context.Response.StatusCode = from < content.Length ? 206 : 416;
            if (from >= content.Length) return;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength = content.Length - from;
        int length = Math.Min(cutAfter ?? int.MaxValue, content.Length - from);
        await context.Response.Body.WriteAsync(content.AsMemory(from, length));
        await context.Response.Body.FlushAsync();
        // An answer that ends too early ends the connection behind what was sent; an abort could overtake it.
        if (cutAfter is not null) throw new IOException("cut");
    };

    public static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
