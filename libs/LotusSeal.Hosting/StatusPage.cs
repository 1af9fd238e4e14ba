using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LotusSeal.Hosting;

/// <summary>
/// The page for people at <c>/status</c>, which only reads. It holds no data and needs no token: its script asks the server that it comes from, with
/// the token that somebody typed. What all programs have in common is in <c>Pages</c>; a program adds its title and a script that imports
/// <c>./page.js</c>.
/// </summary>
/// <param name="title">The program, for people.</param>
/// <param name="program">Where the script is embedded.</param>
/// <param name="script">The script's name among the embedded resources.</param>
public sealed class StatusPage(string title, Assembly program, string script)
{
    private const string Address = "/status", Html = "text/html; charset=utf-8", Script = "text/javascript; charset=utf-8";

    /// <summary>
    /// Nothing comes from elsewhere, nothing goes elsewhere, nobody frames it; text that becomes markup in some way is refused by the browser too.
    /// </summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Adds the page and its parts to a server.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        MapAnswer(app, Address, AnswerPageAsync);
        foreach ((string name, string type) in ((string, string)[])[("page.js", Script), ("parts.js", Script), ("words.js", Script),
            ("page.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml")])
            MapAnswer(app, $"{Address}/{name}", context => AnswerAsync(context, type, Read(typeof(StatusPage).Assembly, name)));
        MapAnswer(app, $"{Address}/program.js", context => AnswerAsync(context, Script, Read(program, script)));
    }

    private static void MapAnswer(IEndpointRouteBuilder app, string address, RequestDelegate answer) => app.MapMethods(address, Methods, answer);

    private Task AnswerPageAsync(HttpContext context)
    {
        // Its parts are relative to its address, so that it works behind a proxy that puts something in front.
        if (context.Request.Path.Value?.EndsWith('/') == true)
        {
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"..{Address}";
            return Task.CompletedTask;
        }

        using StreamReader page = new(Read(typeof(StatusPage).Assembly, "page.html"));
        string text = page.ReadToEnd().Replace("{{title}}", WebUtility.HtmlEncode(title), StringComparison.Ordinal);
        return AnswerAsync(context, Html, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static async Task AnswerAsync(HttpContext context, string type, Stream content)
    {
        await using (content)
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-store";
            context.Response.ContentType = type;
            context.Response.ContentLength = content.Length;
            if (!HttpMethods.IsHead(context.Request.Method)) await content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    /// <summary>Embedded files are read when they are asked for: a page that nobody opens costs nothing.</summary>
    private static Stream Read(Assembly assembly, string name) =>
        assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource {name}.");
}
