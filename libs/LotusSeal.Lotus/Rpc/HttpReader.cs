using LotusSeal.Lotus.Api;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Bytes that a plain GET delivers; status 200 is required.</summary>
/// <param name="url">Where they are.</param>
/// <param name="options">How long they may stop coming.</param>
internal sealed class HttpReader(Uri url, RpcServerOptions options) : PieceReader
{
    private static readonly HttpClient Client = HttpHandlers.Client(HttpHandlers.ForOutside(TimeSpan.FromSeconds(30)));

    private static readonly TimeSpan HeaderDeadline = TimeSpan.FromSeconds(60);

    public Uri Url { get; } = url;

    public override async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(HeaderDeadline);
        HttpResponseMessage response = await GetAsync(deadline.Token, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.OK)
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new ProgressLimitStream(body, $"the piece from {UrlText.WithoutSecrets(Url)}", options.StallTimeout, options.Time);
        }

        int status = (int)response.StatusCode;
        response.Dispose();
        throw new IOException($"reading the piece from {UrlText.WithoutSecrets(Url)}: status {status}, not 200");
    }

    private async Task<HttpResponseMessage> GetAsync(CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.GetAsync(Url, HttpCompletionOption.ResponseHeadersRead, deadline);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"reading the piece from {UrlText.WithoutSecrets(Url)}: {e.Message}", e);
        }
    }
}
