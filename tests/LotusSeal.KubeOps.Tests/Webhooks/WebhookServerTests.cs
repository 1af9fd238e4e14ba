using System.Net;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using KubeOps.Operator.Web.Webhooks.Admission.Validation;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.KubeOps.Webhooks;
using LotusSeal.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.KubeOps.Tests.Webhooks;

/// <summary>What anybody may post to the port, and what comes back.</summary>
public sealed class WebhookServerTests : IAsyncLifetime
{
    private const string Review = """
        { "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": { "uid": "u-1 \" \u00e9", "operation": "OPERATION",
          "dryRun": true, "namespace": "ns", "name": "n", "object": { "metadata": { "name": "n" }, "spec": { "size": SIZE } }, "oldObject": OLD } }
        """;

    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _log = new();
    private readonly GadgetWebhook _webhook = new();
    private readonly TestCertificates _certificates = new();
    private SslStreamCertificateContext _certificate = null!;
    private WebhookServer _server = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _certificate = NewCertificate();
        WebhookServerOptions options = new() { Address = IPAddress.Loopback, Port = 0 };
        AdmissionHandler<Gadget> handler = new("/validate", _webhook, Gadget.Definition);
        _server = await WebhookServer.StartAsync(options, () => _certificate, [handler], _log, _time, Cancelled);
        _client = NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _certificates.Dispose();
    }

    [Theory]
    [InlineData("CREATE", "create 3", "null")]
    [InlineData("UPDATE", "update 2 3", """{ "metadata": { "name": "n" }, "spec": { "size": 2 } }""")]
    // One that cannot be read any more does not keep its successor from being stored, nor itself from going.
    [InlineData("UPDATE", "create 3", """{ "metadata": { "name": "n" }, "spec": { "size": "two" } }""")]
    [InlineData("DELETE", "delete 2", """{ "metadata": { "name": "n" }, "spec": { "size": 2 } }""")]
    [InlineData("DELETE", "", """{ "metadata": { "name": "n" }, "spec": { "size": "two" } }""")]
    [InlineData("CONNECT", "", "null")]
    public async Task Each_operation_has_its_method(string operation, string called, string old)
    {
        JsonNode response = await AllowedAsync(operation, "3", old);
        Assert.True(response["allowed"]!.GetValue<bool>());
        Assert.Equal("u-1 \" é", response["uid"]!.GetValue<string>());
        Assert.Equal(called, _webhook.Called);
        Assert.Null(response["warnings"]);
    }

    [Fact]
    public async Task An_object_that_does_not_fit_the_class_is_refused_with_words()
    {
        JsonNode response = await AllowedAsync("CREATE", "\"three\"", "null");
        Assert.False(response["allowed"]!.GetValue<bool>());
        Assert.Equal(422, response["status"]!["code"]!.GetValue<int>());
        Assert.Contains("size", response["status"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_breaks_is_a_fault_of_ours_and_says_so()
    {
        _webhook.Judge = () => throw new InvalidOperationException("a secret of the inside");
        JsonNode response = await AllowedAsync("CREATE", "3", "null");
        Assert.False(response["allowed"]!.GetValue<bool>());
        Assert.Equal(500, response["status"]!["code"]!.GetValue<int>());
        Assert.DoesNotContain("secret of the inside", response.ToJsonString(), StringComparison.Ordinal);
        Assert.Single(_log.Of(4501));
    }

    [Fact]
    public async Task A_check_that_hangs_is_ended_by_the_deadline_and_others_go_on()
    {
        TaskCompletionSource never = new(), called = new();
        _webhook.JudgeAsync = async () =>
        {
            called.SetResult();
            await never.Task;
            return new ValidationResult();
        };
        Task<HttpResponseMessage> hanging = PostAsync(Text("CREATE", "3", "null"));
        await called.Task;
        _webhook.JudgeAsync = null;
        Assert.True((await AllowedAsync("CREATE", "3", "null"))["allowed"]!.GetValue<bool>());
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await hanging).StatusCode);
        never.SetResult();
    }

    [Fact]
    public async Task Warnings_fit_the_limits_of_the_api_server()
    {
        string[] many = [.. Enumerable.Range(0, 40)
            .Select(number => $"{number}\n\u0000" + new string('w', number == 0 ? 250 : 400) + "\ud83d\ude00")];
        _webhook.Judge = () => new ValidationResult { Warnings = many };
        string[] sent = [.. (await AllowedAsync("CREATE", "3", "null"))["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>())];
        Assert.All(sent, warning => Assert.True(warning.Length <= 256 && !warning.Any(char.IsControl)));
        Assert.InRange(sent.Sum(warning => warning.Length), 3800, 4096);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\ud83d\ude00\"")]
    [InlineData("""{ "apiVersion": "admission.k8s.io/v1beta1", "kind": "AdmissionReview", "request": { "uid": "1", "operation": "CREATE" } }""")]
    [InlineData("""{ "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview" }""")]
    [InlineData("""{ "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": [] }""")]
    [InlineData("""{ "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": { "operation": "CREATE" } }""")]
    [InlineData("""{ "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": { "uid": 7, "operation": "CREATE" } }""")]
    [InlineData("""{ "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": { "uid": "1" } }""")]
    public async Task What_is_no_review_is_answered_with_400_and_logged(string body)
    {
        using HttpResponseMessage answer = await PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Single(_log.Of(4500));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_nesting_without_end_are_answered_too()
    {
        string text = Text("CREATE", "3", "null").Replace("AdmissionReview", "Admissi\u00ffnReview", StringComparison.Ordinal);
        using ByteArrayContent latin = new(Encoding.Latin1.GetBytes(text));
        using HttpResponseMessage first = await _client.PostAsync("/validate", latin, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, first.StatusCode);
        using HttpResponseMessage second = await PostAsync(new string('[', 100_000));
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused(bool chunked)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/validate") { Content = new StringContent("\"" + new string(' ', 3 * 1024 * 1024)) };
        request.Headers.TransferEncodingChunked = chunked;
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The server hung up while the rest was still on its way.
        }

        Assert.Contains("413", Assert.Single(_log.Of(4500)), StringComparison.Ordinal);
        Assert.True((await AllowedAsync("CREATE", "3", "null"))["allowed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Other_paths_and_methods_are_refused()
    {
        using HttpResponseMessage get = await _client.GetAsync("/validate", Cancelled), other = await _client.GetAsync("/", Cancelled);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_new_connection_gets_the_new_certificate_and_an_open_one_goes_on()
    {
        await AllowedAsync("CREATE", "3", "null");
        _certificate = NewCertificate();
        await AllowedAsync("CREATE", "3", "null");
        Assert.Single(_seen);
        using HttpClient other = NewClient();
        using HttpResponseMessage answer = await other.PostAsync("/validate", new StringContent(Text("CREATE", "3", "null")), Cancelled);
        Assert.Equal([_seen[0], _certificate.TargetCertificate.Thumbprint], _seen);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private readonly List<string> _seen = [];

    private SslStreamCertificateContext NewCertificate() =>
        SslStreamCertificateContext.Create(_certificates.Issue("CN=webhook", "localhost", IPAddress.Loopback), null, offline: true);

    private HttpClient NewClient() => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                _seen.Add(certificate!.GetCertHashString());
                return true;
            },
        },
    })
    { BaseAddress = new Uri($"https://127.0.0.1:{_server.Port}") };

    private static string Text(string operation, string size, string old) => Review.Replace("OPERATION", operation, StringComparison.Ordinal)
        .Replace("SIZE", size, StringComparison.Ordinal).Replace("OLD", old, StringComparison.Ordinal);

    private async Task<JsonNode> AllowedAsync(string operation, string size, string old)
    {
        using HttpResponseMessage answer = await PostAsync(Text(operation, size, old));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonNode review = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        Assert.Equal("admission.k8s.io/v1 AdmissionReview", $"{review["apiVersion"]} {review["kind"]}");
        return review["response"]!;
    }

    private Task<HttpResponseMessage> PostAsync(string body) => _client.PostAsync("/validate", new StringContent(body), Cancelled);

    private sealed class GadgetWebhook : ValidationWebhook<Gadget>
    {
        public string Called { get; private set; } = "";

        public Func<ValidationResult> Judge { get; set; } = () => Success();

        public Func<Task<ValidationResult>>? JudgeAsync { get; set; }

        public override Task<ValidationResult> CreateAsync(Gadget entity, bool dryRun, CancellationToken cancellationToken) =>
            JudgeAsync is { } judge ? judge() : base.CreateAsync(entity, dryRun, cancellationToken);

        public override ValidationResult Create(Gadget entity, bool dryRun) => Call($"create {entity.Spec!.Size}", dryRun);

        public override ValidationResult Update(Gadget oldEntity, Gadget newEntity, bool dryRun) =>
            Call($"update {oldEntity.Spec!.Size} {newEntity.Spec!.Size}", dryRun);

        public override ValidationResult Delete(Gadget entity, bool dryRun) => Call($"delete {entity.Spec!.Size}", dryRun);

        private ValidationResult Call(string what, bool dryRun)
        {
            Assert.True(dryRun);
            Called = what;
            return Judge();
        }
    }
}
