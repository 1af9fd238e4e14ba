using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using LotusSeal.KubeOps.Access;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.KubeOps.Tests.Access;

/// <summary>Who reads asks for himself: nothing of the process's own stands beside his token.</summary>
public sealed class SelfAccessReviewerTests
{
    private const string Own = "token-of-the-operator", Readers = "token-of-a-reader";
    private static readonly AccessQuestion Question = new("list", "lotusseal.io", "sealworkers", "n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_readers_token_goes_out_and_neither_certificate_nor_token_of_ones_own()
    {
        using TestCertificates authority = new();
        using X509Certificate2 served = authority.Issue("CN=kube-apiserver", null, IPAddress.Loopback), own = authority.Issue("CN=operator");
        await using RawServer server = new([RawServer.Answer(404, "{}"), Review("\"allowed\":true")], served);
        KubernetesClientConfiguration configuration = Configuration(server, authority);
        configuration.ClientCertificateData = Base64(own.ExportCertificatePem());
        configuration.ClientCertificateKeyData = Base64(own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        // So it would be seen, were it there.
        using (ApiConnection connection = new(configuration, TimeProvider.System))
            await new EntityClient<Gadget>(connection, Gadget.Definition).GetAsync(new ObjectKey("n", "a"), Token);
        Assert.Equal("CN=operator", Assert.Single(server.Certificates));

        Assert.Equal(AccessVerdict.Allowed, await AskAsync(configuration));
        string request = server.Requests.Last();
        Assert.Single(server.Certificates);
        Assert.DoesNotContain(Own, request, StringComparison.Ordinal);
        Assert.DoesNotContain("Impersonate", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"\r\nAuthorization: Bearer {Readers}\r\n", request, StringComparison.Ordinal);
        Assert.StartsWith("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews ", request, StringComparison.Ordinal);
        foreach (string part in (string[])["\"verb\":\"list\"", "\"group\":\"lotusseal.io\"", "\"resource\":\"sealworkers\"", "\"namespace\":\"n\""])
            Assert.Contains(part, request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_of_ones_own_does_not_go_out_either()
    {
        await using RawServer server = new([Review("\"allowed\":true")]);
        KubernetesClientConfiguration configuration = Configuration(server, null);
        (configuration.AccessToken, configuration.Username, configuration.Password) = (null, "operator", "password-of-the-operator");
        await AskAsync(configuration);
        Assert.Contains($"\r\nAuthorization: Bearer {Readers}\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_name_gets_no_token_of_a_reader()
    {
        using TestCertificates authority = new();
        using X509Certificate2 other = authority.Issue("CN=kubelet", "some.node");
        await using RawServer imposter = new([], other);
        await Assert.ThrowsAsync<AccessUnansweredException>(() => AskAsync(Configuration(imposter, authority)));
        Assert.DoesNotContain(imposter.Requests, request => request.Contains(Readers, StringComparison.Ordinal));
    }

    [Fact]
    public void A_configuration_that_asks_not_to_look_is_refused() => Assert.Throws<ArgumentException>(() => ApiConnection.WithoutCredentials(
        new KubernetesClientConfiguration { Host = "https://x", SkipTlsVerify = true }, TimeProvider.System, TimeSpan.FromSeconds(1)));

    [Theory]
    [InlineData(201, """{"status":{"allowed":true}}""", AccessVerdict.Allowed)]
    [InlineData(201, """{"status":{"allowed":false,"denied":true}}""", AccessVerdict.Denied)]
    [InlineData(201, """{"status":{"allowed":false,"evaluationError":"who knows"}}""", AccessVerdict.Denied)]
    [InlineData(201, """{}""", AccessVerdict.Denied)]
    [InlineData(201, "null", AccessVerdict.Denied)]
    [InlineData(401, "{}", AccessVerdict.Unknown)]
    [InlineData(403, "{}", AccessVerdict.Denied)]
    public async Task What_the_answers_mean(int code, string body, AccessVerdict verdict)
    {
        await using RawServer server = new([RawServer.Answer(code, body)]);
        Assert.Equal(verdict, await AskAsync(Configuration(server, null)));
    }

    [Theory]
    [InlineData(201, "no JSON", "makes no sense")]
    [InlineData(201, """{"status":7}""", "makes no sense")]
    [InlineData(302, "", "302")]
    [InlineData(429, "inner words", "429")]
    [InlineData(500, "inner words", "500")]
    [InlineData(0, "", "has not answered within 0.5 s")]
    public async Task An_answer_that_says_nothing_is_no_verdict_and_its_words_stay_here(int code, string body, string words)
    {
        await using RawServer server = new(code == 0 ? [] : [RawServer.Answer(code, body)]);
        TimeSpan patience = code == 0 ? TimeSpan.FromMilliseconds(500) : Patience.Limit;
        AccessUnansweredException error = await Assert.ThrowsAsync<AccessUnansweredException>(
            () => AskAsync(Configuration(server, null), patience));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner words", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Readers, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_without_its_address()
    {
        KubernetesClientConfiguration configuration = new() { Host = $"http://127.0.0.1:{LoopbackPort.Free()}" };
        AccessUnansweredException error = await Assert.ThrowsAsync<AccessUnansweredException>(() => AskAsync(configuration));
        Assert.Equal("the API server cannot be reached", error.Message);
    }

    private static async Task<AccessVerdict> AskAsync(KubernetesClientConfiguration configuration, TimeSpan? patience = null)
    {
        using ApiConnection connection = ApiConnection.WithoutCredentials(configuration, TimeProvider.System, patience ?? Patience.Limit);
        return await new SelfAccessReviewer(connection).AskAsync(Readers, Question, Token);
    }

    private static KubernetesClientConfiguration Configuration(RawServer server, TestCertificates? authority) => new()
    {
        Host = server.Url,
        AccessToken = Own,
        SslCaCerts = authority is null ? null : [X509CertificateLoader.LoadCertificate(authority.Authority.RawData)],
    };

    private static string Review(string status) => RawServer.Answer(201, $$"""{"kind":"SelfSubjectAccessReview","status":{ {{status}} } }""");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
