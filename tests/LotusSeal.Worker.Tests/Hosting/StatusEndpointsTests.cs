using System.Net;
using System.Net.Http.Headers;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>Who may read the lists, and what that does to the connection.</summary>
public sealed class StatusEndpointsTests
{
    private static readonly HttpClient Http = new() { Timeout = Patience.Limit };

    [Theory]
    [InlineData("jobs")]
    [InlineData("gpus")]
    [InlineData("storage")]
    public async Task A_list_needs_a_token_and_whoever_has_shown_one_is_no_stranger_any_more(string list)
    {
        await using StatusServer server = await StatusServer.StartAsync();
        foreach ((string? token, HttpStatusCode expected) in ((string?, HttpStatusCode)[])[(null, HttpStatusCode.Unauthorized),
            ("wrong", HttpStatusCode.Unauthorized), (StatusServer.MinerToken, HttpStatusCode.OK), (StatusServer.Token, HttpStatusCode.OK)])
        {
            int known = server.Known;
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(server.Address, list));
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage answer = await Http.SendAsync(request);
            Assert.Equal(expected, answer.StatusCode);
            Assert.Equal(expected == HttpStatusCode.OK, server.Known > known);
        }
    }
}
