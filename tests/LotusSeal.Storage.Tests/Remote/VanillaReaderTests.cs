using System.Net;
using System.Net.Sockets;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Storage.Tests;

/// <summary>Vanilla proofs of sectors that others store: one holder that has a proof is enough, whatever the ones before it do.</summary>
public sealed class VanillaReaderTests : IAsyncLifetime
{
    private static readonly byte[] Proof = [1, 2, 3];
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);
    private TestNode _node = null!;
    private VanillaProofs _proofs = null!;
    private VanillaReader _reader = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync(_miner);
        _proofs = new VanillaProofs(new GatedProver(), parallelReads: 1, TimeSpan.Zero, TimeProvider.System);
        SectorStoreOptions options = new() { BaseUrl = _node.BaseUrl, ConnectTimeout = TimeSpan.FromMilliseconds(100) };
        _reader = new VanillaReader(_node.Store, _proofs, options);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _proofs.Dispose();
        await _node.DisposeAsync();
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/remote", "scheme is not supported")]
    [InlineData("nowhere:remote", "scheme is not supported")]
    [InlineData("http://127.0.0.1:1/remote", "refused")]
    public async Task An_address_that_leads_nowhere_is_followed_by_the_next_holder(string url, string reason)
    {
        await using ScriptedFilePeer good = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Proof));
        await HaveAsync(url, good.Url);
        Assert.Equal(Proof, await ReadAsync());
        await ForgetAsync(good.Url);
        Assert.Contains($"sector not found: {url}: ", await FailAsync(reason), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_takes_no_connection_is_followed_by_the_next_holder()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("another system may answer behind a full queue");
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using Socket waiting = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        // One that nobody accepts fills the queue: from now on the system answers nobody.
        await waiting.ConnectAsync(listener.LocalEndPoint!, Cancel);
        Assert.True(listener.Poll(-1, SelectMode.SelectRead));
        await using ScriptedFilePeer good = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Proof));
        await HaveAsync($"http://{listener.LocalEndPoint}/remote", good.Url);
        Assert.Equal(Proof, await ReadAsync());
        await ForgetAsync(good.Url);
        await FailAsync("could not be established");
    }

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "cut", "ended prematurely" }, { "short", "does not hold" }, { "long", "does not hold" }, { "refused", "status 500: p_aux is damaged" },
        { "closed", "An error occurred while sending the request" }, { "moved", "status 302" },
    };

    [Theory, MemberData(nameof(BadAnswers))]
    public async Task A_holder_that_sends_no_proof_is_followed_by_the_next_one(string answer, string reason)
    {
        await using ScriptedFilePeer bad = await ScriptedFilePeer.StartAsync(context => AnswerAsync(context, answer));
        await using ScriptedFilePeer good = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(Proof));
        await HaveAsync(bad.Url, good.Url);
        Assert.Equal(Proof, await ReadAsync());
        await ForgetAsync(good.Url);
        await FailAsync(reason);
    }

    [Fact]
    public async Task A_holder_that_does_not_have_the_sector_says_nothing()
    {
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.Status(404));
        await HaveAsync(peer.Url);
        Assert.Equal("sector not found", await FailAsync(""));
    }

    private static async Task AnswerAsync(HttpContext context, string answer)
    {
        switch (answer)
        {
            case "cut":
                await ScriptedFilePeer.File(Proof, cutAfter: 2)(context);
                break;
            case "short":
                await ScriptedFilePeer.File(Proof[..2])(context);
                break;
            case "long":
                await ScriptedFilePeer.File(new byte[3 << 20])(context);
                break;
            case "refused":
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync("p_aux is\ndamaged\n", Cancel);
                break;
            case "moved":
                context.Response.Redirect("/elsewhere");
                break;
            default:
                context.Abort();
                break;
        }
    }

    private Task<byte[]> ReadAsync() => _reader.ReadAsync(
        new SingleVanillaRequest(1000, new PostSectorChallenge(Sectors.Small.ProofType, 9, null, [1], Update: false),
            RegisteredPoStProof.StackedDrgWindow2KiBV1_1),
        proof =>
        {
            if (!proof.AsSpan().SequenceEqual(Proof)) throw new SealingException("the vanilla proof does not hold");
        }, Cancel);

    private async Task<string> FailAsync(string reason)
    {
        StorageException error = await Assert.ThrowsAsync<StorageException>(ReadAsync);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    /// <summary>The index knows the sector in a path that is served at these addresses.</summary>
    private async Task HaveAsync(params string[] urls)
    {
        StorageInfo path = new("elsewhere", urls, Weight: 10, MaxStorage: 0, CanSeal: false, CanStore: true);
        await _miner.StorageAttachAsync(path, new FsStat(1 << 30, 1 << 30, 1 << 30, 0, 0, 0), Cancel);
        foreach (SectorFileType type in (SectorFileType[])[SectorFileType.Sealed, SectorFileType.Cache])
            await _miner.StorageDeclareSectorAsync("elsewhere", Sectors.Small.Id, type, true, Cancel);
    }

    private Task ForgetAsync(string url) => _miner.StorageDetachAsync("elsewhere", url, Cancel);
}
