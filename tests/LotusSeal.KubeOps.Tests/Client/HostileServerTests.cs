using System.Net;
using System.Security.Cryptography.X509Certificates;
using k8s;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.KubeOps.Tests.Client;

public sealed class HostileServerTests
{
    private const string Secret = "very-secret-token";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_of_another_name_gets_no_token_even_if_its_authority_is_trusted()
    {
        using TestCertificates authority = new();
        using X509Certificate2 other = authority.Issue("CN=kubelet", "some.node");
        using X509Certificate2 right = authority.Issue("CN=kube-apiserver", null, IPAddress.Loopback);
        await using RawServer imposter = new([], other), server = new([RawServer.Answer(404, "{}")], right);

        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(imposter, authority));
        Assert.DoesNotContain(imposter.Requests, request => request.Contains(Secret, StringComparison.Ordinal));
        Assert.Null(await GetAsync(server, authority));
        Assert.Contains(server.Requests, request => request.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void A_configuration_that_asks_not_to_look_is_refused() => Assert.Throws<ArgumentException>(
        () => new ApiConnection(new KubernetesClientConfiguration { Host = "https://x", SkipTlsVerify = true }, TimeProvider.System));

    [Fact]
    public async Task An_error_holds_the_servers_words_and_nothing_of_ours()
    {
        await using RawServer server = new([RawServer.Answer(503, "<html>" + new string('x', 100_000), "Retry-After: 7\r\n")]);
        using ApiConnection connection = ConnectionTo(server, null);
        EntityClient<Gadget> client = new(connection, Gadget.Definition);

        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => client.CreateAsync(Gadget.New("n", "a"), Token));

        Assert.True(error.IsTransient);
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
        Assert.InRange(error.Message.Length, 100, 3_000);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_an_answer_ends_at_its_deadline_and_says_so()
    {
        await using RawServer server = new([]);
        using ApiConnection connection = ConnectionTo(server, null, TimeSpan.FromMilliseconds(300));
        var error = await Assert.ThrowsAsync<TimeoutException>(
            () => new EntityClient<Gadget>(connection, Gadget.Definition).GetAsync(new ObjectKey("n", "a"), Token));
        Assert.Contains("gadgets/a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_is_not_sent_once_the_fence_is_down_not_even_in_the_last_moment()
    {
        await using RawServer server = new([RawServer.Answer(201, "{}")]);
        using ApiConnection connection = ConnectionTo(server, null);
        // Up when the call begins, and down when its body goes out.
        Fence fence = new(passes: 1);
        EntityClient<Gadget> client = new(connection, Gadget.Definition, fence);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CreateAsync(Gadget.New("n", "a"), Token));
        Assert.Equal(2, fence.Asked);
        await Assert.ThrowsAsync<LeadershipLostException>(() => client.CreateAsync(Gadget.New("n", "a"), Token));
        Assert.DoesNotContain(server.Requests, request => request.Contains("Gadget", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_under_way_ends_with_the_fence()
    {
        await using RawServer server = new([]);
        using ApiConnection connection = ConnectionTo(server, null);
        Fence fence = new(passes: 2);
        Task writing = new EntityClient<Gadget>(connection, Gadget.Definition, fence).CreateAsync(Gadget.New("n", "a"), Token);
        await Patience.UntilAsync("it is sent", () => server.Requests.Count == 1);
        fence.Down();
        await Assert.ThrowsAsync<LeadershipLostException>(() => writing);
    }

    private static async Task<Gadget?> GetAsync(RawServer server, TestCertificates authority)
    {
        using ApiConnection connection = ConnectionTo(server, authority);
        return await new EntityClient<Gadget>(connection, Gadget.Definition).GetAsync(new ObjectKey("n", "a"), Token);
    }

    private static ApiConnection ConnectionTo(RawServer server, TestCertificates? authority, TimeSpan? timeout = null) => new(
        new KubernetesClientConfiguration
        {
            Host = server.Url,
            AccessToken = Secret,
            SslCaCerts = authority is null ? null : [X509CertificateLoader.LoadCertificate(authority.Authority.RawData)],
        },
        TimeProvider.System, timeout);

    /// <summary>A fence that goes down after it was asked so often.</summary>
    private sealed class Fence(int passes) : IWriteFence
    {
        private readonly CancellationTokenSource _lost = new();

        public int Asked { get; private set; }

        public CancellationToken Lost => _lost.Token;

        public void Down() => _lost.Cancel();

        public void ThrowIfLost()
        {
            if (++Asked > passes) throw new LeadershipLostException("down");
        }
    }
}
