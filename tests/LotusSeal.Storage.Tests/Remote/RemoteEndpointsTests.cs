using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

public class RemoteEndpointsTests
{
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_permission_the_answer_is_that_of_a_real_worker()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        using HttpClient http = new();
        HttpResponseMessage none = await http.GetAsync($"{node.BaseUrl}/sealed/s-t01000-9", Cancel);
        Assert.Equal((HttpStatusCode.Unauthorized, "text/plain; charset=utf-8", 51L),
            (none.StatusCode, none.Content.Headers.ContentType!.ToString(), none.Content.Headers.ContentLength));
        Assert.Equal("{\"Error\":\"unauthorized: missing admin permission\"}\n", await none.Content.ReadAsStringAsync(Cancel));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bad");
        HttpResponseMessage bad = await http.GetAsync($"{node.BaseUrl}/sealed/s-t01000-9", Cancel);
        Assert.Equal((HttpStatusCode.Unauthorized, 0L), (bad.StatusCode, bad.Content.Headers.ContentLength));
        Assert.Empty(node.Index.TakeCalls());
    }

    [Fact]
    public async Task Files_are_served_whole_and_in_ranges()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        byte[] content = Sectors.Bytes(2055);
        await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, SectorFileType.Unsealed, content);
        using HttpClient http = Client();
        string url = $"{node.BaseUrl}/unsealed/s-t01000-9";
        HttpResponseMessage whole = await http.GetAsync(url, Cancel);
        Assert.Equal((HttpStatusCode.OK, "application/octet-stream", 2055L),
            (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType, whole.Content.Headers.ContentLength));
        Assert.Equal(content, await whole.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(["Find 1 2048"], node.Index.TakeCalls());

        HttpResponseMessage part = await http.SendAsync(Ranged(url, new RangeHeaderValue(0, 15)), Cancel);
        Assert.Equal((HttpStatusCode.PartialContent, "bytes 0-15/2055"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
        Assert.Equal(content[..16], await part.Content.ReadAsByteArrayAsync(Cancel));
        HttpResponseMessage open = await http.SendAsync(Ranged(url, new RangeHeaderValue(2000, null)), Cancel);
        Assert.Equal(content[2000..], await open.Content.ReadAsByteArrayAsync(Cancel));
        HttpResponseMessage last = await http.SendAsync(Ranged(url, new RangeHeaderValue(null, 5)), Cancel);
        Assert.Equal(content[^5..], await last.Content.ReadAsByteArrayAsync(Cancel));
        HttpResponseMessage everything = await http.SendAsync(Ranged(url, new RangeHeaderValue(0, null)), Cancel);
        Assert.Equal((HttpStatusCode.PartialContent, "bytes 0-2054/2055"),
            (everything.StatusCode, everything.Content.Headers.ContentRange!.ToString()));

        HttpResponseMessage beyond = await http.SendAsync(Ranged(url, new RangeHeaderValue(99999, null)), Cancel);
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "bytes */2055", 33L),
            (beyond.StatusCode, beyond.Content.Headers.ContentRange!.ToString(), beyond.Content.Headers.ContentLength));
        Assert.Equal("invalid range: failed to overlap\n", await beyond.Content.ReadAsStringAsync(Cancel));
        HttpResponseMessage head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
    }

    [Fact]
    public async Task A_file_behind_a_link_is_served_whole_and_arrives_whole()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        using TemporaryFolder elsewhere = new();
        string file = await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(2048));
        File.Move(file, elsewhere["sealed"]);
        File.CreateSymbolicLink(file, elsewhere["sealed"]);
        using HttpClient http = Client();
        Assert.Equal(Sectors.Bytes(2048), await http.GetByteArrayAsync($"{node.BaseUrl}/sealed/s-t01000-9", Cancel));
        HttpResponseMessage part = await http.SendAsync(Ranged($"{node.BaseUrl}/sealed/s-t01000-9", new RangeHeaderValue(2000, null)), Cancel);
        Assert.Equal("bytes 2000-2047/2048", part.Content.Headers.ContentRange!.ToString());

        await using TestNode other = await TestNode.StartAsync(_miner);
        await other.AddPathAsync("b");
        await using IAcquiredSector fetched = await other.Store.AcquireAsync(
            new AcquireRequest(Sectors.Small) { Existing = SectorFileType.Sealed, Mode = AcquireMode.Copy }, Cancel);
        Assert.Equal(Sectors.Bytes(2048), await File.ReadAllBytesAsync(fetched.PathOf(SectorFileType.Sealed), Cancel));
    }

    [Fact]
    public async Task Folders_are_served_as_a_proper_chunked_archive_without_ranges()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, SectorFileType.Cache, Sectors.Bytes(405));
        using HttpClient http = Client();
        string url = $"{node.BaseUrl}/cache/s-t01000-9";
        HttpResponseMessage answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(("application/x-tar", true), (answer.Content.Headers.ContentType!.ToString(), answer.Headers.TransferEncodingChunked == true));
        byte[] archive = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(512 + 512 + 512 + 512 + 1024, archive.Length);
        using System.Formats.Tar.TarReader reader = new(new MemoryStream(archive));
        Assert.Equal("p_aux", reader.GetNextEntry()!.Name);
        Assert.Equal("sc-02-data-tree-d.dat", reader.GetNextEntry()!.Name);
        Assert.Null(reader.GetNextEntry());
        HttpResponseMessage ranged = await http.SendAsync(Ranged(url, new RangeHeaderValue(0, 15)), Cancel);
        Assert.Equal((HttpStatusCode.InternalServerError, 0L), (ranged.StatusCode, ranged.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("GET", "sealed/s-t01000-99", 500)]
    [InlineData("GET", "sealed/foo", 500)]
    [InlineData("GET", "sealed/s-t01000-9.moving", 500)]
    [InlineData("GET", "nonsense/s-t01000-9", 500)]
    [InlineData("GET", "sealed/..%2f..%2fsectorstore.json", 500)]
    [InlineData("GET", "sealed/%2e%2e%2fsectorstore.json", 500)]
    [InlineData("GET", "sealed/../sectorstore.json", 404)]
    [InlineData("GET", "..%2f..%2fetc/passwd", 500)]
    [InlineData("GET", "sealed//etc/passwd", 404)]
    [InlineData("GET", "unsealed/s-t01000-9%00", 400)]
    [InlineData("DELETE", "sealed/s-t01000-99", 500)]
    [InlineData("DELETE", "sealed/%2e%2e", 404)]
    [InlineData("DELETE", "fetching/s-t01000-9", 500)]
    [InlineData("POST", "vanilla/single", 500)]
    [InlineData("GET", "stat/nope", 404)]
    [InlineData("PUT", "sealed/s-t01000-9", 405)]
    public async Task Bad_requests_never_reach_the_disk(string method, string path, int status)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        string[] before = Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories);
        (int actual, string body) = await RawAsync(node, method, $"/remote/{path}");
        Assert.Equal(status, actual);
        Assert.DoesNotContain("CanSeal", body);
        Assert.Equal(before, Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Space_is_answered_as_text_with_a_line_end()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, new FakeProbe { Available = 5 });
        await node.AddPathAsync("a");
        using HttpClient http = Client();
        HttpResponseMessage answer = await http.GetAsync($"{node.BaseUrl}/stat/a", Cancel);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("{\"Capacity\":2199023255552,\"Available\":5,\"FSAvailable\":5,\"Reserved\":0,\"Max\":0,\"Used\":0}\n",
            await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("s-t01000-9", "5", 0, 1016, 200)]
    [InlineData("s-t01000-9", "5", 127, 127, 200)]
    [InlineData("s-t01000-9", "5", 0, 2032, 416)]
    [InlineData("s-t01000-9", "5", 127, 4064, 416)]
    [InlineData("s-t01000-9", "5", 0, 1000, 200)]
    [InlineData("s-t01000-9", "5", 100, 127, 200)]
    [InlineData("s-t01000-9", "99", 0, 127, 500)]
    [InlineData("s-t01000-99", "5", 0, 127, 500)]
    public async Task Allocation_is_answered_from_the_map(string name, string proof, int offset, int size, int status)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string file = await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, SectorFileType.Unsealed, []);
        using (PartialFile partial = PartialFile.Create(file, 2048)) partial.MarkAllocated(0, 1024);
        using HttpClient http = Client();
        HttpResponseMessage answer = await http.GetAsync($"{node.BaseUrl}/unsealed/{name}/{proof}/allocated/{offset}/{size}", Cancel);
        Assert.Equal((status, 0L), ((int)answer.StatusCode, answer.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Deleting_spares_the_paths_to_keep()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string gone = await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, SectorFileType.Cache, [1]);
        string kept = await node.PutAsync("b", await node.AddPathAsync("b"), Sectors.Small, SectorFileType.Cache, [1]);
        using HttpClient http = Client();
        HttpResponseMessage answer = await http.DeleteAsync($"{node.BaseUrl}/cache/s-t01000-9?keep=x.b", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["Find 4 0", "Drop a 4"], node.Index.TakeCalls());
        Assert.Equal((false, true), (Directory.Exists(gone), Directory.Exists(kept)));
    }

    private static HttpClient Client()
    {
        HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestNode.Token);
        return http;
    }

    private static HttpRequestMessage Ranged(string url, RangeHeaderValue range)
    {
        HttpRequestMessage request = new(HttpMethod.Get, url);
        request.Headers.Range = range;
        return request;
    }

    // HttpClient would tidy the path up before it is sent.
    private static async Task<(int Status, string Body)> RawAsync(TestNode node, string method, string path)
    {
        Uri uri = new(node.BaseUrl);
        using TcpClient tcp = new(uri.Host, uri.Port);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nAuthorization: Bearer {TestNode.Token}\r\n\r\n"),
            Cancel);
        using StreamReader reader = new(stream, Encoding.Latin1);
        string answer = await reader.ReadToEndAsync(Cancel);
        return (int.Parse(answer.Split(' ')[1]), answer);
    }
}
