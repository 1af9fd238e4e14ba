using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

public sealed class HeaderComparerTests
{
    private static readonly Header Json = new("Content-Type", "application/json");

    [Fact]
    public void Names_are_compared_without_case_and_order() =>
        Assert.Empty(HeaderComparer.Compare(With(Json, new("Authorization", "Bearer a")),
            With(new("authorization", "Bearer b"), new("content-type", "application/json"))));

    [Fact]
    public void A_missing_header_is_a_difference() => Assert.Single(HeaderComparer.Compare(With(Json), With()));

    [Fact]
    public void A_further_header_is_a_difference() => Assert.Single(HeaderComparer.Compare(With(), With(new Header("Server", "x"))));

    [Fact]
    public void Another_media_type_is_a_difference() =>
        Assert.Single(HeaderComparer.Compare(With(Json), With(new Header("Content-Type", "application/json; charset=utf-8"))));

    [Fact]
    public void A_length_may_be_announced_or_chunked() =>
        Assert.Empty(HeaderComparer.Compare(With(new Header("Content-Length", "5")), With(new Header("Transfer-Encoding", "chunked"))));

    [Fact]
    public void What_the_HTTP_library_adds_is_free() =>
        Assert.Empty(HeaderComparer.Compare(With(new("User-Agent", "Go-http-client/1.1"), new("Accept-Encoding", "gzip")),
            With(new Header("Date", "x"))));

    private static Message With(params Header[] headers) => new() { Sequence = 1, Kind = MessageKind.HttpResponse, Headers = headers };
}
