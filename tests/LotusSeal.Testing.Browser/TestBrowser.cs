using LotusSeal.Testing.Processes;
using PuppeteerSharp;

namespace LotusSeal.Testing.Browser;

/// <summary>A headless Chromium with a new, empty profile.</summary>
public sealed class TestBrowser : IAsyncDisposable
{
    /// <summary>It stays with us: no updates, no looks at the world, and no sandbox, which machines of tests seldom allow.</summary>
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
    ];

    private static readonly SemaphoreSlim Finding = new(1, 1);
    private static CommandResult? _found;
    private readonly TemporaryFolder _profile;
    private readonly IBrowser _browser;

    private TestBrowser(TemporaryFolder profile, IBrowser browser) => (_profile, _browser) = (profile, browser);

    /// <summary>Starts one, which <c>.ci/chromium</c> brings where none is; skips the test, with the reason, where none can be had.</summary>
    public static async Task<TestBrowser> StartOrSkipAsync()
    {
        CommandResult found = await FindAsync();
        if (found.ExitCode != 0) Assert.Skip(found.Error.Trim());
        TemporaryFolder profile = new();
        try
        {
            IBrowser browser = await Puppeteer.LaunchAsync(new LaunchOptions
            {
                ExecutablePath = found.Output.Trim(),
                HeadlessMode = found.Output.Contains("headless-shell", StringComparison.Ordinal) ? HeadlessMode.Shell : HeadlessMode.True,
                Args = Flags,
                UserDataDir = profile.Path,
                Timeout = (int)Patience.Limit.TotalMilliseconds,
                ProtocolTimeout = (int)Patience.Limit.TotalMilliseconds,
            });
            browser.DefaultWaitForTimeout = (int)Patience.Limit.TotalMilliseconds;
            return new TestBrowser(profile, browser);
        }
        catch
        {
            profile.Dispose();
            throw;
        }
    }

    /// <summary>Opens a page in a new tab, and notes from the start what it asks for and what goes wrong in it.</summary>
    /// <param name="address">Where.</param>
    /// <param name="width">Width of the window in CSS pixels.</param>
    /// <param name="height">Its height.</param>
    public async Task<WatchedPage> OpenAsync(Uri address, int width = 1280, int height = 900)
    {
        WatchedPage page = await WatchedPage.CreateAsync(await _browser.NewPageAsync(), width, height);
        await page.GoToAsync(address);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _profile.Dispose();
    }

    private static async Task<CommandResult> FindAsync()
    {
        await Finding.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _found ??= await CommandRun.RunAsync(Path.Combine(Repository.Root, ".ci", "chromium"), [], limit: TimeSpan.FromMinutes(12));
        }
        finally
        {
            Finding.Release();
        }
    }
}
