using LotusSeal.Sealing.Hashing;
using LotusSeal.Storage;
using LotusSeal.Worker.Parameters;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Parameters;

public sealed class ParameterFetcherTests : IDisposable
{
    private const string Name = "v28-stacked-proof-of-replication-x.params";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _lines = [];
    private readonly byte[] _content = new byte[300_000];

    public ParameterFetcherTests() => new Random(7).NextBytes(_content);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Final => _folder[Name];

    private string Unfinished => Final + ".fetching";

    [Fact]
    public async Task A_missing_file_is_fetched_once_and_then_found()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal(0, await FetchAsync(gateway.Url));
        Assert.Equal("/ipfs/QmX", Assert.Single(gateway.Requests));
        AssertOnlyTheRightFile();
        Assert.Empty(await File.ReadAllBytesAsync(_folder["fetch.lock"], Token));
    }

    [Fact]
    public async Task A_cut_transfer_goes_on_where_it_broke()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content, cutAfter: 100_000), Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal(["/ipfs/QmX", "/ipfs/QmX bytes=100000-"], gateway.Requests);
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task A_later_run_goes_on_with_what_a_stopped_one_left()
    {
        await File.WriteAllBytesAsync(Unfinished, _content[..1234], Token);
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal("/ipfs/QmX bytes=1234-", Assert.Single(gateway.Requests));
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task What_lotus_left_half_done_under_the_final_name_is_completed()
    {
        await File.WriteAllBytesAsync(Final, _content[..77], Token);
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal("/ipfs/QmX bytes=77-", Assert.Single(gateway.Requests));
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task What_a_link_leads_to_is_taken_when_it_is_right_and_never_written_to()
    {
        string elsewhere = _folder["elsewhere"];
        await File.WriteAllBytesAsync(elsewhere, _content, Token);
        File.CreateSymbolicLink(Final, elsewhere);
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(0, await FetchAsync(gateway.Url));
        byte[] others = [.. Enumerable.Repeat((byte)5, 1000)];
        await File.WriteAllBytesAsync(elsewhere, others, Token);
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal("/ipfs/QmX", Assert.Single(gateway.Requests));
        Assert.Equal(others, await File.ReadAllBytesAsync(elsewhere, Token));
        Assert.Equal(_content, await File.ReadAllBytesAsync(Final, Token));
        Assert.Null(new FileInfo(Final).LinkTarget);
    }

    [Fact]
    public async Task A_whole_file_that_was_not_renamed_yet_is_taken()
    {
        await File.WriteAllBytesAsync(Unfinished, _content, Token);
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal("/ipfs/QmX bytes=300000-", Assert.Single(gateway.Requests));
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task A_gateway_without_ranges_starts_anew()
    {
        await File.WriteAllBytesAsync(Unfinished, new byte[400_000], Token);
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content, ranges: false));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Single(gateway.Requests);
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task An_answer_with_another_range_is_thrown_away()
    {
        await File.WriteAllBytesAsync(Unfinished, _content[..50], Token);
        await using Gateway gateway = await Gateway.StartAsync(
            async context =>
            {
                context.Response.StatusCode = 206;
                context.Response.Headers.ContentRange = "bytes 10-19/300000";
                await context.Response.Body.WriteAsync(_content.AsMemory(10, 10));
            },
            Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal(["/ipfs/QmX bytes=50-", "/ipfs/QmX"], gateway.Requests);
        AssertOnlyTheRightFile();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(204)]
    [InlineData(206)]
    public async Task Other_answers_are_refused_at_once_and_leave_nothing(int status)
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Status(status));
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() => FetchAsync(gateway.Url));
        Assert.Contains($"/ipfs/QmX: the gateway answered {status}", e.Message, StringComparison.Ordinal);
        Assert.Single(gateway.Requests);
        Assert.Equal(["fetch.lock"], Names());
    }

    [Fact]
    public async Task A_tired_gateway_is_asked_again_and_not_for_ever()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Status(503));
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() => FetchAsync(gateway.Url));
        Assert.Contains("failed 3 times: the gateway answered 503", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, gateway.Requests.Count);
    }

    [Fact]
    public async Task A_wrong_beginning_is_fetched_anew_from_zero()
    {
        await File.WriteAllBytesAsync(Unfinished, new byte[1000], Token);
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url));
        Assert.Equal(["/ipfs/QmX bytes=1000-", "/ipfs/QmX"], gateway.Requests);
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task Content_that_is_wrong_twice_is_an_error_and_stays_nowhere()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(new byte[500]));
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() => FetchAsync(gateway.Url));
        Assert.Contains($"{Name}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains($"not {Digest(_content)}, also when fetched anew", e.Message, StringComparison.Ordinal);
        Assert.Equal(["/ipfs/QmX", "/ipfs/QmX"], gateway.Requests);
        Assert.Equal(["fetch.lock"], Names());
    }

    [Fact]
    public async Task A_gateway_that_stops_sending_is_left_in_time()
    {
        await using Gateway gateway = await Gateway.StartAsync(
            async context =>
            {
                if (context.Request.Headers.Range.Count > 0)
                {
                    await Gateway.Serve(_content)(context);
                    return;
                }

                context.Response.ContentLength = _content.Length;
                await context.Response.Body.WriteAsync(_content.AsMemory(0, 10));
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            });
        // The good answer too may be slower than that on a busy machine; then it is asked for again.
        Assert.Equal(1, await FetchAsync(gateway.Url, options => options with { StallTimeout = TimeSpan.FromMilliseconds(300), MaxAttempts = 1000 }));
        Assert.Contains("/ipfs/QmX bytes=10-", gateway.Requests);
        Assert.Contains(_lines, line => line.Contains("no byte for 0.3 s", StringComparison.Ordinal));
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task A_gateway_that_never_answers_is_left_in_time()
    {
        await using Gateway gateway = await Gateway.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() =>
            FetchAsync(gateway.Url, options => options with { AnswerTimeout = TimeSpan.FromMilliseconds(200) }));
        Assert.Contains("no answer within 0.2 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_before_it_is_written()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() => FetchAsync(gateway.Url, disk: new FullDisk(299_999)));
        Assert.Contains($"293 KiB do not fit into {_folder.Path}", e.Message, StringComparison.Ordinal);
        Assert.Equal(["fetch.lock"], Names());
        Assert.Equal(1, await FetchAsync(gateway.Url, disk: new FullDisk(300_000)));
    }

    [Fact]
    public async Task Gateway_and_cid_are_put_together_plainly()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(gateway.Url.TrimEnd('/')));
        Assert.Equal("/ipfsQmX", Assert.Single(gateway.Requests));
        Assert.DoesNotContain(_lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("/ipfs/")]
    public async Task A_gateway_that_is_no_url_is_refused(string gateway)
    {
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() => FetchAsync(gateway));
        Assert.Contains("a gateway is not an http or https URL", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_gateway_does_not_give_the_next_is_asked_for()
    {
        await using Gateway wrong = await Gateway.StartAsync(Gateway.Serve(new byte[500]));
        await using Gateway cut = await Gateway.StartAsync(Gateway.Serve(_content, cutAfter: 100), Gateway.Status(404));
        await using Gateway good = await Gateway.StartAsync(Gateway.Serve(_content));
        Assert.Equal(1, await FetchAsync(wrong.Url, options => options with { Gateways = ["ftp://x/", wrong.Url, cut.Url, good.Url] }));
        Assert.Equal(["/ipfs/QmX", "/ipfs/QmX"], wrong.Requests);
        // It goes on with what the one before it gave.
        Assert.Equal(["/ipfs/QmX bytes=100-"], good.Requests);
        Assert.Equal(3, _lines.Count(line => line.EndsWith("asking the next gateway", StringComparison.Ordinal)));
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task When_no_gateway_gives_it_the_last_ones_answer_is_told()
    {
        await using Gateway first = await Gateway.StartAsync(Gateway.Status(403));
        await using Gateway last = await Gateway.StartAsync(Gateway.Status(404));
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() =>
            FetchAsync(first.Url, options => options with { Gateways = [first.Url, last.Url] }));
        Assert.Contains("answered 404", e.Message, StringComparison.Ordinal);
        Assert.Equal(["fetch.lock"], Names());
    }

    [Fact]
    public async Task Secrets_of_a_gateway_are_not_shown()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Status(404));
        string url = gateway.Url.Replace("http://", "http://me:secret@", StringComparison.Ordinal) + "?token=secret&arg=";
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() => FetchAsync(url));
        Assert.DoesNotContain("secret", e.Message + string.Join('\n', _lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trusted_parameters_are_not_looked_at_but_keys_and_snap_parameters_are()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        string digest = Digest(_content);
        ParameterFile[] files =
        [
            new("v28-stacked-a.params", "QmA", digest, 2048), new("v28-empty-sector-update-b.params", "QmB", digest, 2048), new("v28-stacked-a.vk",
                "QmC", digest, 2048),
        ];
        using ParameterFetcher fetcher = new(Options(gateway.Url) with { TrustParameters = true }, _lines.Add);
        Assert.Equal(2, await fetcher.FetchAsync(files, Token));
        Assert.Equal(["/ipfs/QmB", "/ipfs/QmC"], gateway.Requests);
        Assert.False(File.Exists(_folder["v28-stacked-a.params"]));
        Assert.Contains(_lines, line => line.StartsWith("v28-stacked-a.params: taken as present", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_fetchers_at_once_fetch_a_file_once()
    {
        await using Gateway gateway = await Gateway.StartAsync(async context =>
        {
            await Patience.UntilAsync("the other one waits", OneWaits);
            await Gateway.Serve(_content)(context);
        });
        int[] fetched = await Task.WhenAll(FetchAsync(gateway.Url), FetchAsync(gateway.Url));
        Assert.Equal(1, fetched.Sum());
        Assert.Single(gateway.Requests);
        AssertOnlyTheRightFile();
    }

    [Fact]
    public async Task A_folder_whose_parent_is_missing_is_named()
    {
        ParameterException e = await Assert.ThrowsAsync<ParameterException>(() =>
            FetchAsync("http://127.0.0.1:1/", options => options with { Folder = _folder["a/b"] }));
        Assert.Contains($"{_folder["a"]} is not there", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_of_another_process_is_waited_for_and_its_work_is_taken()
    {
        using FetchLockChild other = await FetchLockChild.StartAsync(_folder.Path, Token);
        Assert.Null(FetchLock.TryTake(_folder.Path));
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve(_content));
        Task<int> fetching = FetchAsync(gateway.Url);
        await Patience.UntilAsync("the lock is waited for", OneWaits);
        await File.WriteAllBytesAsync(Final, _content, Token);
        other.Release();
        Assert.Equal(0, await fetching);
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task A_killed_holder_leaves_no_lock()
    {
        using (FetchLockChild other = await FetchLockChild.StartAsync(_folder.Path, Token)) other.Kill();
        using FetchLock? taken = FetchLock.TryTake(_folder.Path);
        Assert.NotNull(taken);
        Assert.Null(FetchLock.TryTake(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static string Digest(byte[] content)
    {
        byte[] digest = new byte[64];
        Blake2b.Hash(content, default, digest);
        return Convert.ToHexStringLower(digest.AsSpan(0, 16));
    }

    private async Task<int> FetchAsync(string gateway, Func<ParameterFetcherOptions, ParameterFetcherOptions>? configure = null,
        IFileSystemProbe? disk = null)
    {
        ParameterFetcherOptions options = Options(gateway);
        using ParameterFetcher fetcher = new(configure?.Invoke(options) ?? options, Add, disk);
        return await fetcher.FetchAsync([new ParameterFile(Name, "QmX", Digest(_content), 2048)], Token);
    }

    private ParameterFetcherOptions Options(string gateway) => new()
    {
        Folder = _folder.Path,
        Gateways = [gateway],
        MaxAttempts = 3,
        RetryDelay = TimeSpan.FromMilliseconds(10),
        LockRetry = TimeSpan.FromMilliseconds(50),
    };

    private void Add(string line)
    {
        lock (_lines) _lines.Add(line);
    }

    private bool OneWaits()
    {
        lock (_lines) return _lines.Any(line => line.Contains("waiting for it", StringComparison.Ordinal));
    }

    private string?[] Names() => [.. Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    private void AssertOnlyTheRightFile()
    {
        Assert.Equal(["fetch.lock", Name], Names());
        Assert.Equal(_content, File.ReadAllBytes(Final));
    }

    private sealed class FullDisk(long available) : IFileSystemProbe
    {
        public FileSystemSpace Space(string folder) => new("disk", 1 << 30, available);

        public long DiskUsage(string path) => 0;
    }
}
