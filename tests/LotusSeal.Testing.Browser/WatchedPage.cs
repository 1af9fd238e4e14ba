using System.Collections.Concurrent;
using System.Globalization;
using PuppeteerSharp;

namespace LotusSeal.Testing.Browser;

/// <summary>A tab, with a note of everything that its page asked for and of everything that went wrong in it.</summary>
public sealed class WatchedPage
{
    /// <summary>Set to a folder, it makes <see cref="PictureAsync"/> write.</summary>
    private const string PicturesVariable = "LOTUSSEAL_PICTURES";

    private readonly ConcurrentQueue<string> _requests = [], _faults = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Now, int Most)> _underWay = [];

    private WatchedPage(IPage page) => Page = page;

    /// <summary>The tab.</summary>
    public IPage Page { get; }

    /// <summary>Addresses that were asked for, as they are sent, with method and referrer, in their order.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Errors of scripts, messages of the console, breaches of the content policy; not what servers refuse.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>
    /// How many requests for a path are under way, and were at most at once, by what the browser says: a server hears late that one was given up.
    /// </summary>
    public (int Now, int Most) UnderWay(string path)
    {
        lock (_lock) return _underWay.GetValueOrDefault(path);
    }

    /// <summary>All text that is shown.</summary>
    public Task<string> TextAsync() => EvaluateAsync<string>("document.body.innerText");

    /// <summary>What a JavaScript expression says.</summary>
    public Task<T> EvaluateAsync<T>(string expression) => Page.EvaluateExpressionAsync<T>(expression);

    /// <summary>Waits until a JavaScript expression is true.</summary>
    public async Task UntilAsync(string what, string expression)
    {
        string shown = "";
        await Patience.UntilAsync(what, async () =>
        {
            if (await EvaluateAsync<bool>($"!!({expression})")) return true;
            shown = await TextAsync();
            return false;
        }, () => $"{shown}\n{string.Join('\n', _faults)}");
    }

    /// <summary>Waits until a text is shown.</summary>
    public Task UntilShownAsync(string text) =>
        UntilAsync($"the page shows '{text}'", $"document.body.innerText.includes({System.Text.Json.JsonSerializer.Serialize(text)})");

    /// <summary>Goes to an address, as somebody who types it.</summary>
    public Task GoToAsync(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Page.GoToAsync(address.ToString());
    }

    /// <summary>Types into the form for the token, and sends it with the keyboard.</summary>
    public async Task GiveTokenAsync(string token)
    {
        await UntilAsync("the form for the token is shown", "!document.getElementById('door').hidden");
        await Page.FocusAsync("#token");
        await Page.Keyboard.TypeAsync(token);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>As if the system were set to dark or light.</summary>
    public Task SetDarkAsync(bool dark) => Page.EmulateMediaFeaturesAsync(
        [new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);

    /// <summary>As if another tab stood before this one, or no longer; Chromium without a window shows all its tabs.</summary>
    public Task SetHiddenAsync(bool hidden) => Page.EvaluateExpressionAsync(
        $"Object.defineProperty(document, 'hidden', {{ value: {(hidden ? "true" : "false")}, configurable: true }}), "
        + "document.dispatchEvent(new Event('visibilitychange'))");

    /// <summary>Another size of the window.</summary>
    public Task ResizeAsync(int width, int height) => Page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height });

    /// <summary>Fails when the page is wider than its window.</summary>
    public async Task AssertFitsAsync()
    {
        int over = await EvaluateAsync<int>("document.scrollingElement.scrollWidth - innerWidth");
        Assert.True(over <= 0, string.Create(CultureInfo.InvariantCulture, $"the page is {over} px wider than its window"));
    }

    /// <summary>Fails unless every text that is shown stands out against what lies behind it, by 4.5 to 1 at least (WCAG 2.2, AA).</summary>
    public async Task AssertLegibleAsync()
    {
        await Page.EvaluateExpressionAsync("document.fonts.ready.then(() => true)");
        Assert.Empty(await EvaluateAsync<string[]>(Contrast.Script));
    }

    /// <summary>
    /// Presses Tab from the beginning until the focus is there again, and says which elements had it; fails at one whose focus cannot be seen.
    /// </summary>
    public async Task<IReadOnlyList<string>> TabThroughAsync()
    {
        await Patience.UntilAsync("Tab reaches the link at the beginning", async () =>
        {
            await Page.Keyboard.PressAsync("Tab");
            return await EvaluateAsync<bool>("document.activeElement.className === 'skip'");
        });
        List<string> seen = [];
        while (true)
        {
            string[] focused = await EvaluateAsync<string[]>(FocusedElement.Script);
            if (focused[0].Length == 0 || seen.Contains(focused[0])) return seen;
            Assert.True(focused[1] == "seen", $"nobody sees that {focused[0]} has the focus: {focused[1]}");
            seen.Add(focused[0]);
            await Page.Keyboard.PressAsync("Tab");
        }
    }

    /// <summary>Fails when anything went wrong, or anything was asked of another server.</summary>
    public void AssertClean(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        Assert.Empty(_faults);
        Assert.NotEmpty(_requests);
        Assert.All(_requests, request => Assert.StartsWith($"GET {server.GetLeftPart(UriPartial.Authority)}/", request, StringComparison.Ordinal));
    }

    /// <summary>Writes what is shown as a PNG file into the folder that <c>LOTUSSEAL_PICTURES</c> names; nothing without.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(Path.Combine(folder, $"{name}.png"));
    }

    internal static async Task<WatchedPage> CreateAsync(IPage page, int width, int height)
    {
        WatchedPage watched = new(page);
        page.DefaultTimeout = page.DefaultNavigationTimeout = (int)Patience.Limit.TotalMilliseconds;
        page.Request += (_, e) => watched._requests.Enqueue(
            $"{e.Request.Method} {new Uri(e.Request.Url).GetLeftPart(UriPartial.Query)} {e.Request.Headers.GetValueOrDefault("referer")}".TrimEnd());
        page.Request += (_, e) => watched.Count(e.Request, 1);
        page.RequestFinished += (_, e) => watched.Count(e.Request, -1);
        page.RequestFailed += (_, e) => watched.Count(e.Request, -1);
        page.PageError += (_, e) => watched._faults.Enqueue($"script: {e.Message}");
        page.Console += (_, e) => watched.Note(e.Message);
        await page.EvaluateExpressionOnNewDocumentAsync(
            "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))");
        await watched.ResizeAsync(width, height);
        return watched;
    }

    private void Count(IRequest request, int more)
    {
        string path = new Uri(request.Url).AbsolutePath;
        lock (_lock)
        {
            (int now, int most) = _underWay.GetValueOrDefault(path);
            _underWay[path] = (now + more, Math.Max(most, now + more));
        }
    }

    private void Note(ConsoleMessage message)
    {
        if (message.Type is not (ConsoleType.Error or ConsoleType.Warning)) return;
        if (message.Text.StartsWith("Failed to load resource: ", StringComparison.Ordinal)) return;
        _faults.Enqueue($"console: {message.Text}");
    }
}
