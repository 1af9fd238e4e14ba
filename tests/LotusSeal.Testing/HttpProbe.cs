namespace LotusSeal.Testing;

/// <summary>Asks a server of a test whether it is there.</summary>
public static class HttpProbe
{
    private static readonly HttpClient Http = new() { Timeout = Patience.Limit };

    /// <summary>Whether a page answers with success; not while nobody listens.</summary>
    public static async Task<bool> AnswersAsync(Uri page)
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync(page, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
