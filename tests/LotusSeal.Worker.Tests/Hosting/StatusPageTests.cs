using System.Net;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>The status page as the server answers it; <see cref="StatusPageInBrowserTests"/> opens it.</summary>
public sealed class StatusPageTests
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience.Limit };

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("/program.js", "text/javascript")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/parts.js", "text/javascript")]
    [InlineData("/words.js", "text/javascript")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task Each_part_is_there_without_a_token_and_lets_nothing_in_from_elsewhere(string part, string type)
    {
        await using GreetingServer server = await GreetingServer.StartAsync();
        using HttpResponseMessage answer = await Http.GetAsync(new Uri($"{server.Page}{part}"));
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; ", policy, StringComparison.Ordinal);
        foreach (string rule in (string[])["connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
            Assert.Contains(rule, policy.Split("; "));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer", "no-store"), (Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")),
            Assert.Single(answer.Headers.GetValues("Referrer-Policy")), answer.Headers.CacheControl!.ToString()));
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());

        using HttpRequestMessage head = new(HttpMethod.Head, new Uri($"{server.Page}{part}"));
        using HttpResponseMessage brief = await Http.SendAsync(head);
        Assert.Equal(answer.Content.Headers.ContentLength, brief.Content.Headers.ContentLength);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task The_title_is_text_and_the_page_names_no_other_server()
    {
        await using GreetingServer server = await GreetingServer.StartAsync();
        string page = await Http.GetStringAsync(server.Page);
        Assert.Contains("<title>Greeting &lt;&amp;&gt; &quot;page&quot;</title>", page, StringComparison.Ordinal);
        foreach (string part in (string[])["", "/program.js", "/page.js", "/parts.js", "/words.js", "/page.css"])
        {
            string text = await Http.GetStringAsync(new Uri($"{server.Page}{part}"));
            Assert.DoesNotContain("http:", text, StringComparison.Ordinal);
            Assert.DoesNotContain("https:", text, StringComparison.Ordinal);
            foreach (string way in (string[])["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage", "cookie"])
                Assert.DoesNotContain(way, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_a_slash_behind_it_leads_to_the_page_and_nothing_can_be_sent_to_it()
    {
        await using GreetingServer server = await GreetingServer.StartAsync();
        using HttpResponseMessage answer = await Http.GetAsync(new Uri($"{server.Page}/"));
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal(server.Page, new Uri(new Uri($"{server.Page}/"), answer.Headers.Location!));
        using HttpResponseMessage post = await Http.PostAsync(server.Page, new StringContent(""));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        using HttpResponseMessage other = await Http.GetAsync(new Uri($"{server.Page}/page.html"));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }
}
