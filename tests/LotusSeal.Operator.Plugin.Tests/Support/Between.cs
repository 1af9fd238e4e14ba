using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>Stands between the program and the API server, and has a test do something before each of its patches arrives there.</summary>
internal sealed class Between : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly Func<int, Task> _before;
    private readonly HttpListener _listener = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private readonly Task _serving;

    /// <param name="server">Where the patches go.</param>
    /// <param name="before">What is done before each; it is given its number, from 1.</param>
    public Between(ApiServer server, Func<int, Task> before)
    {
        (_server, _before) = (server, before);
        string url = $"http://127.0.0.1:{LoopbackPort.Free()}/";
        File.WriteAllText(KubeConfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: test } }]
            clusters: [{ name: test, cluster: { server: "{{url}}" } }]
            users: [{ name: test, user: { token: nobody-looks-at-it } }]
            """);
        _listener.Prefixes.Add(url);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The way by it.</summary>
    public string KubeConfig => _folder["config"];

    /// <summary>The statuses with which patches were answered, in order.</summary>
    public IReadOnlyCollection<int> Answers => _answers;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _folder.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            // The program asks one thing after the other.
            while (true) await PassAsync(await _listener.GetContextAsync());
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(HttpListenerContext context)
    {
        HttpListenerRequest asked = context.Request;
        string body = await new StreamReader(asked.InputStream).ReadToEndAsync();
        if (asked.HttpMethod == "PATCH") await _before(_answers.Count + 1);
        (int code, string text) = await _server.SendAsync(
            new HttpMethod(asked.HttpMethod), asked.RawUrl!, body.Length > 0 ? body : null, asked.ContentType?.Split(';')[0] ?? "application/json");
        if (asked.HttpMethod == "PATCH") _answers.Enqueue(code);
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        context.Response.Close();
    }
}
