using System.Text.Json;
using LotusSeal.Lotus.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Storage.Tests;

public sealed class DownloadFaultTests : IDisposable
{
    private static readonly byte[] Content = Sectors.Bytes(300_000);
    private readonly TemporaryFolder _folder = new();
    private readonly SectorDownloader _downloader;

    public DownloadFaultTests() => _downloader = Downloader(Options);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SectorStoreOptions Options => new()
    {
        BaseUrl = "http://unused/remote",
        Token = () => "secret-token",
        RetryDelay = TimeSpan.FromMilliseconds(5),
        MaxAttempts = 3,
    };

    private string Target => _folder["s-t01000-9"];

    public void Dispose()
    {
        _downloader.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_cut_file_is_resumed_where_it_broke()
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content, 100_000),
            ScriptedFilePeer.File(Content, 50_000),
            ScriptedFilePeer.File(Content));
        await GetAsync(peer);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target, Token));
        Assert.Equal(["bytes=100000-", "bytes=150000-"], peer.Requests.Skip(1).Select(request => request.Split(' ')[2]));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Each_address_is_asked_once_before_one_is_asked_again()
    {
        // A pause would last for ever: nothing is waited for while there is another address.
        using SectorDownloader downloader = Downloader(Options with { RetryDelay = TimeSpan.FromDays(1), MaxAttempts = 5 });
        await using ScriptedFilePeer busy = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Status(503));
        await using ScriptedFilePeer good = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content));
        DownloadSource[] sources = [new($"http://127.0.0.1:{LoopbackPort.Free()}/s", null), new($"{busy.Url}/s", null), new($"{good.Url}/s", null)];
        DownloadSource used = await downloader.DownloadAsync(sources, new DownloadTarget(Target, false, Content.Length), Token)
            .WaitAsync(Patience.Limit, Token);
        Assert.Equal(sources[2], used);
        Assert.Single(busy.Requests);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target, Token));
    }

    [Fact]
    public async Task What_one_address_brought_is_kept_while_another_does_not_answer()
    {
        await using ScriptedFilePeer cut = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content, 100_000), ScriptedFilePeer.Status(503),
            ScriptedFilePeer.File(Content));
        await using ScriptedFilePeer busy = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Status(503));
        await using ScriptedFilePeer wrong = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Status(500));
        DownloadSource[] sources = [.. new[] { cut, busy, wrong }.Select(peer => new DownloadSource($"{peer.Url}/s", null))];
        await _downloader.DownloadAsync(sources, new DownloadTarget(Target, false, Content.Length), Token);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target, Token));
        // The second attempt follows at once, since the first brought bytes; the third after the others were asked.
        Assert.Equal(["bytes=100000-", "bytes=100000-"], cut.Requests.Skip(1).Select(request => request.Split(' ')[2]));
        Assert.Single(busy.Requests);
        Assert.Single(wrong.Requests);
    }

    [Fact]
    public async Task Addresses_that_all_fail_are_all_named()
    {
        await using ScriptedFilePeer busy = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Status(503));
        await using ScriptedFilePeer wrong = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Status(500));
        DownloadSource[] sources = [.. new[] { busy, wrong }.Select(peer => new DownloadSource($"{peer.Url}/s", null))];
        StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
            _downloader.DownloadAsync(sources, new DownloadTarget(Target, false, Content.Length), Token));
        Assert.Contains($"{busy.Url}/s failed 3 times", e.Message);
        Assert.Contains(wrong.Url, e.Message);
        Assert.Equal((3, 1), (busy.Requests.Count, wrong.Requests.Count));
    }

    [Fact]
    public async Task A_digest_that_never_ends_does_not_hold_up_the_download()
    {
        using SectorDownloader downloader = Downloader(Options with { RequestTimeout = TimeSpan.FromMilliseconds(300), MaxAttempts = 2 });
        Func<HttpContext, Task> file = async context =>
        {
            context.Response.Headers[FileDigest.HeaderName] = FileDigest.Algorithm;
            await ScriptedFilePeer.File(Content)(context);
        };
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(context =>
            context.Request.Path.Value!.EndsWith(FileDigest.Algorithm, StringComparison.Ordinal)
            ? HangAsync(context)
            : file(context));
        StorageException failed = await Assert.ThrowsAsync<StorageException>(
            () => downloader.DownloadAsync([new DownloadSource(peer.Url + "/s", null)], new DownloadTarget(Target, false, Content.Length), Token)
                .WaitAsync(Patience.Limit, Token));
        Assert.Contains("digest", failed.Message, StringComparison.Ordinal);

        static async Task HangAsync(HttpContext context)
        {
            await context.Response.WriteAsync("[");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
    }

    [Fact]
    public async Task A_peer_without_ranges_is_read_anew()
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content, 100_000, honourRange: false),
            ScriptedFilePeer.File(Content, honourRange: false));
        await GetAsync(peer);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target, Token));
    }

    [Fact]
    public async Task A_restarted_process_goes_on_from_what_was_synced()
    {
        await using (ScriptedFilePeer broken = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content, 20_000),
            ScriptedFilePeer.File(Content, 20_000),
            ScriptedFilePeer.File(Content, 20_000), ScriptedFilePeer.File(Content)))
        {
            StorageException e = await Assert.ThrowsAsync<StorageException>(() => GetAsync(broken));
            Assert.Contains("failed 3 times", e.Message);
            await GetAsync(broken);
            Assert.Equal("bytes=60000-", broken.Requests.Last().Split(' ')[2]);
        }

        Assert.Equal(Content, await File.ReadAllBytesAsync(Target, Token));
    }

    [Fact]
    public async Task A_source_that_changed_is_read_anew()
    {
        byte[] other = Sectors.Bytes(Content.Length + 5, seed: 9);
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content, 100_000), ScriptedFilePeer.File(other));
        await GetAsync(peer);
        Assert.Equal(other, await File.ReadAllBytesAsync(Target, Token));
    }

    [Fact]
    public async Task A_peer_that_falls_silent_is_given_up_after_the_attempts()
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using SectorDownloader downloader = Downloader(Options with { StallTimeout = TimeSpan.FromMilliseconds(300) });
        StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
            downloader.DownloadAsync([new DownloadSource(peer.Url + "/remote/sealed/s-t01000-9", null)],
                new DownloadTarget(Target, false, Content.Length), Token));
        Assert.Contains("no byte for 0.3 s", e.Message);
        Assert.Equal(3, peer.Requests.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_refusal_is_not_repeated_and_the_token_stays_out_of_the_message(int status)
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Status(status));
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer));
        Assert.Contains($"answered {status}", e.Message);
        Assert.DoesNotContain("secret-token", e.ToString());
        Assert.EndsWith("Bearer secret-token", Assert.Single(peer.Requests));
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData(false, "application/x-tar")]
    [InlineData(false, "text/html")]
    [InlineData(true, "application/octet-stream")]
    public async Task Another_content_type_is_refused(bool folder, string type)
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content, type: type));
        Assert.Contains($"content type {type}", (await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer, folder))).Message);
    }

    [Fact]
    public async Task A_file_longer_than_possible_is_refused_before_it_is_read()
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content));
        Assert.Contains("at most 1000", (await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer, maxLength: 1000))).Message);
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_digest_is_noticed(bool folder)
    {
        byte[] archive = [.. Entry("p_aux", new byte[64])];
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/sha256", StringComparison.Ordinal))
            {
                await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(
                    new[] { new FileDigest(folder ? "p_aux" : "", folder ? 64 : Content.Length, new string('0', 64)) }));
                return;
            }

            context.Response.Headers[FileDigest.HeaderName] = FileDigest.Algorithm;
            await (folder ? ScriptedFilePeer.Archive(archive)(context) : ScriptedFilePeer.File(Content)(context));
        });
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer, folder));
        Assert.Contains(folder ? "the digest of p_aux differs" : "the digest of the file differs", e.Message);
        Assert.False(SectorFolder.Exists(Target));
    }

    [Theory]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task A_digest_that_makes_no_sense_is_no_agreement(string json)
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(async context =>
        {
            context.Response.Headers[FileDigest.HeaderName] = FileDigest.Algorithm;
            if (context.Request.Path.Value!.EndsWith("/sha256", StringComparison.Ordinal)) await context.Response.WriteAsync(json);
            else await ScriptedFilePeer.File(Content)(context);
        });
        Assert.Contains("digest", (await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer))).Message);
    }

    [Fact]
    public async Task The_cut_archive_of_a_real_lotus_is_taken()
    {
        byte[] archive = [.. Entry("p_aux", new byte[64]), .. Entry("sc-02-data-tree-r-last.dat", new byte[32]),
            .. UstarWriter.Header("t_aux", 405, DateTimeOffset.UnixEpoch), .. Content[..405]];
        Assert.Equal(2965, archive.Length);
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Archive(archive));
        await GetAsync(peer, folder: true);
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"], Directory.GetFiles(Target).Select(Path.GetFileName).Order());
        Assert.Equal(Content[..405], await File.ReadAllBytesAsync(Path.Combine(Target, "t_aux"), Token));
    }

    [Theory]
    [InlineData(700)] // inside the data of the second entry's header
    [InlineData(1024)] // between two entries
    [InlineData(1500)] // inside data
    public async Task An_archive_whose_connection_breaks_is_read_anew(int cut)
    {
        byte[] archive = [.. Entry("p_aux", new byte[64]), .. Entry("t_aux", Content[..405]), .. UstarWriter.End.Span];
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Archive(archive, cut),
            ScriptedFilePeer.Archive(archive));
        await GetAsync(peer, folder: true);
        Assert.Equal(2, peer.Requests.Count);
        Assert.Equal(2, Directory.GetFiles(Target).Length);
    }

    [Fact]
    public async Task An_archive_that_ends_inside_a_file_is_refused()
    {
        byte[] archive = [.. UstarWriter.Header("t_aux", 405, DateTimeOffset.UnixEpoch), .. Content[..404]];
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Archive(archive));
        Assert.Contains("cut inside 't_aux'", (await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer, folder: true))).Message);
    }

    [Theory]
    [InlineData("../../evil", 1, "no cache file")]
    [InlineData("/tmp/evil", 1, "no cache file")]
    [InlineData("./p_aux", 1, "no cache file")]
    [InlineData("sub/p_aux", 1, "no cache file")]
    [InlineData("p_aux", 65, "allowed are 64")]
    public async Task Hostile_entries_end_the_transfer_and_write_nothing(string name, int size, string expected)
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Archive(Entry(name, new byte[size])));
        Assert.Contains(expected, (await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer, folder: true))).Message);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task The_same_name_twice_is_refused()
    {
        byte[] archive = [.. Entry("p_aux", new byte[64]), .. Entry("p_aux", new byte[64])];
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Archive(archive));
        Assert.Contains("'p_aux' twice", (await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer, folder: true))).Message);
    }

    [Fact]
    public async Task A_little_behind_the_end_is_ignored()
    {
        byte[] archive = [.. Entry("p_aux", new byte[64]), .. UstarWriter.End.Span, .. Content[..9000]];
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Archive(archive));
        await GetAsync(peer, folder: true);
        Assert.Equal([Path.Combine(Target, "p_aux")], Directory.GetFiles(Target));
    }

    [Fact]
    public async Task An_archive_that_goes_on_behind_its_end_is_refused()
    {
        byte[] archive = [.. Entry("p_aux", new byte[64]), .. UstarWriter.End.Span, .. new byte[2 << 20]];
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Archive(archive));
        Assert.Contains("behind its end", (await Assert.ThrowsAsync<StorageException>(() => GetAsync(peer, folder: true))).Message);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task Given_headers_replace_the_token()
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Content));
        await _downloader.DownloadAsync([new DownloadSource($"{peer.Url}/x", [new HeaderEntry("Authorization", "Bearer theirs")])],
            new DownloadTarget(Target, false, 1 << 20), Token);
        Assert.EndsWith("Bearer theirs", Assert.Single(peer.Requests));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("nonsense")]
    public async Task Only_http_is_spoken(string url) =>
        await Assert.ThrowsAsync<StorageException>(() =>
            _downloader.DownloadAsync([new DownloadSource(url, null)], new DownloadTarget(Target, false, 1 << 20), Token));

    private static byte[] Entry(string name, byte[] content) =>
        [.. UstarWriter.Header(name, content.Length, DateTimeOffset.UnixEpoch), .. content, .. new byte[UstarWriter.PaddingOf(content.Length)]];

    private Task GetAsync(ScriptedFilePeer peer, bool folder = false, long maxLength = 1 << 20) =>
        _downloader.DownloadAsync([new DownloadSource($"{peer.Url}/remote/sealed/s-t01000-9", null)],
            new DownloadTarget(Target, folder, maxLength), Token);

    private static SectorDownloader Downloader(SectorStoreOptions options) => new(options, TimeProvider.System, NullLogger.Instance);
}
