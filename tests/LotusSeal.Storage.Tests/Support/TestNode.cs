using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Storage.Tests;

/// <summary>One process of a test: a store, its real HTTP server on loopback and its folders.</summary>
public sealed class TestNode : IAsyncDisposable
{
    public const string Token = "test-token";

    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder = new();

    private TestNode(WebApplication app, RecordingIndex index, SectorStore store, string url)
    {
        (_app, Index, Store, BaseUrl) = (app, index, store, url);
    }

    public RecordingIndex Index { get; }

    public SectorStore Store { get; }

    /// <summary><c>http://127.0.0.1:PORT/remote</c>.</summary>
    public string BaseUrl { get; }

    public static async Task<TestNode> StartAsync(MinerSectorIndex shared, IFileSystemProbe? probe = null,
        Func<SectorStoreOptions, SectorStoreOptions>? change = null, LogLines? log = null, TimeProvider? time = null,
        VanillaProofs? vanilla = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null) builder.Logging.AddProvider(log).AddFilter("Microsoft", LogLevel.None);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        SectorStore? served = null;
        RemoteEndpoints.Map(app, () => served!, AuthorizeAsync, "admin", vanilla is null ? null : () => vanilla);
        await app.StartAsync();
        string url =
            app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            + "/remote";
        SectorStoreOptions options = new()
        {
            BaseUrl = url,
            Token = () => Token,
            RetryDelay = TimeSpan.FromMilliseconds(5),
            StatCacheTime = TimeSpan.Zero,
        };
        RecordingIndex index = new(shared);
        Logger<SectorStore> logger = new(log ?? (ILoggerFactory)NullLoggerFactory.Instance);
        served = new SectorStore(index, change?.Invoke(options) ?? options, logger, time ?? TimeProvider.System, probe: probe ?? new FakeProbe());
        return new TestNode(app, index, served, url);
    }

    /// <summary>Makes and opens a storage path; the id is the name.</summary>
    /// <param name="id">Id and folder name.</param>
    /// <param name="seal">Sectors may be sealed there.</param>
    /// <param name="store">Sectors may be kept there.</param>
    /// <param name="change">Changes the descriptor.</param>
    /// <param name="parent">Where the folder is made, null for the node's own.</param>
    public async Task<string> AddPathAsync(string id, bool seal = true, bool store = false, Func<StorageDescriptor, StorageDescriptor>? change = null,
        string? parent = null)
    {
        string root = parent is null ? _folder[id] : Path.Combine(parent, id);
        StorageDescriptor descriptor = new() { Id = id, Weight = 10, CanSeal = seal, CanStore = store };
        StorageDescriptor.Create(root, change?.Invoke(descriptor) ?? descriptor);
        await Store.OpenPathAsync(root, TestContext.Current.CancellationToken);
        Index.TakeCalls();
        return root;
    }

    /// <summary>Puts a file, or a cache folder with the given content as <c>p_aux</c>-sized files, into a path and declares it.</summary>
    public async Task<string> PutAsync(string pathId, string root, SectorRef sector, SectorFileType type, byte[] content, bool primary = false)
    {
        string file = SectorFolder.FileOf(root, type, sector.Id);
        if (type.IsFolder())
        {
            Directory.CreateDirectory(file);
            await File.WriteAllBytesAsync(Path.Combine(file, "sc-02-data-tree-d.dat"), content);
            await File.WriteAllBytesAsync(Path.Combine(file, "p_aux"), new byte[64]);
        }
        else
        {
            await File.WriteAllBytesAsync(file, content);
        }

        await Index.StorageDeclareSectorAsync(pathId, sector.Id, type, primary, TestContext.Current.CancellationToken);
        Index.TakeCalls();
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Store.Dispose();
        _folder.Dispose();
    }

    private static ValueTask<bool> AuthorizeAsync(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (header == "Bearer bad") context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return ValueTask.FromResult(header == $"Bearer {Token}");
    }
}
