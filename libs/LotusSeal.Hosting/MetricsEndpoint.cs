using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Prometheus;

namespace LotusSeal.Hosting;

/// <summary>Answers a scrape in the text format of Prometheus (0.0.4), or in that of OpenMetrics where the client prefers it.</summary>
public static class MetricsEndpoint
{
    private const string TextType = "text/plain; version=0.0.4; charset=utf-8", OpenMetrics = "application/openmetrics-text";
    private const string OpenMetricsType = OpenMetrics + "; version=1.0.0; charset=utf-8";

    /// <summary>Answers.</summary>
    /// <param name="context">The scrape.</param>
    /// <param name="write">Writes the series.</param>
    public static Task AnswerAsync(HttpContext context, Func<Stream, ExpositionFormat, CancellationToken, Task> write)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(write);
        bool open = PrefersOpenMetrics(context.Request.Headers.Accept);
        context.Response.ContentType = open ? OpenMetricsType : TextType;
        return write(context.Response.Body, open ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText,
            context.RequestAborted);
    }

    /// <summary>True when OpenMetrics stands before plain text, the order being that of quality and then that of the header.</summary>
    private static bool PrefersOpenMetrics(IList<string> accept) =>
        MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? types)
        && types.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault(type => type.MatchesMediaType(OpenMetrics)
            || type.MatchesMediaType("text/plain"))
            is { } first && first.MediaType.Equals(OpenMetrics, StringComparison.OrdinalIgnoreCase) && first.Quality is not 0;
}
