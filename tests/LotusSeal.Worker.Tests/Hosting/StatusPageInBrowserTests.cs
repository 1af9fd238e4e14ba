using LotusSeal.Testing.Browser;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>What the status pages of all programs have in common, in Chromium, over a server that says what the test wants.</summary>
public sealed class StatusPageInBrowserTests : IAsyncLifetime
{
    private TestBrowser _browser = null!;
    private GreetingServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _browser = await TestBrowser.StartOrSkipAsync();
        _server = await GreetingServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_browser is not null) await _browser.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_the_address_leaves_it_at_once_and_stays_in_the_tab()
    {
        WatchedPage page = await _browser.OpenAsync(With(GreetingServer.Token));
        await page.UntilShownAsync("Grace");
        Assert.Equal(_server.Page.ToString(), await page.EvaluateAsync<string>("location.href"));
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(Object.entries(localStorage))"));
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        await page.Page.ReloadAsync();
        await page.UntilShownAsync("Grace");
        WatchedPage other = await _browser.OpenAsync(_server.Page);
        await other.UntilAsync("another tab asks for the token", "document.activeElement.id === 'token'");
        await page.Page.GoBackAsync();
        Assert.All(page.Requests, request => Assert.DoesNotContain(GreetingServer.Token, request, StringComparison.Ordinal));
        Assert.All(_server.Asked, asked => Assert.Equal("/greeting", asked.Target));
        page.AssertClean(_server.Address);
    }

    [Fact]
    public async Task A_wrong_token_shows_the_form_again_and_nothing_else()
    {
        WatchedPage page = await _browser.OpenAsync(With("wrong"));
        await page.UntilShownAsync("The server does not take this token.");
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('main').hidden && document.activeElement.id === 'token'"));
        await page.GiveTokenAsync("two words");
        await page.UntilShownAsync("This is no token");
        Assert.Single(_server.Asked);
        await page.GiveTokenAsync($" {GreetingServer.Token}:/ip4/127.0.0.1/tcp/2345/http");
        await page.UntilShownAsync("Grace");
        Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));

        await page.Page.ClickAsync("#leave");
        await page.UntilAsync("the form is shown", "!document.getElementById('door').hidden");
        Assert.Equal((0, 0), (await page.EvaluateAsync<int>("sessionStorage.length"), await page.EvaluateAsync<int>("main.childElementCount")));
        await page.EvaluateAsync<string>($"location.hash = 'token={GreetingServer.Token}'");
        await page.UntilShownAsync("Grace");
        Assert.Equal(_server.Page.ToString(), await page.EvaluateAsync<string>("location.href"));
        page.AssertClean(_server.Address);
    }

    [Fact]
    public async Task What_the_server_says_is_text()
    {
        _server.Names = ["<img src=x onerror=alert(1)>", "<script>alert(2)</script>", "</td></tr>", "Ω \u202E", new string('w', 500)];
        WatchedPage page = await _browser.OpenAsync(With(GreetingServer.Token), width: 360);
        foreach (string name in _server.Names) await page.UntilShownAsync(name);
        await page.UntilShownAsync("<b>host</b>");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('main img, body script, h1 b').length"));
        await page.AssertFitsAsync();
        page.AssertClean(_server.Address);
    }

    [Fact]
    public async Task Focus_and_selection_stay_while_the_list_changes_around_them()
    {
        WatchedPage page = await _browser.OpenAsync(With(GreetingServer.Token));
        await page.UntilShownAsync("Grace");
        await page.EvaluateAsync<bool>("(document.querySelector('li[data-key=Grace] button').focus(), true)");
        await page.EvaluateAsync<bool>("(getSelection().selectAllChildren(document.querySelector('tr[data-key=Grace] span')), true)");
        _server.Names = ["Hedy", "Grace", "Ada"];
        await page.UntilShownAsync("Hedy");
        Assert.Equal("Grace", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        Assert.Equal("Grace", await page.EvaluateAsync<string>("getSelection().toString()"));
        Assert.Equal(["Hedy", "Grace", "Ada"], await page.EvaluateAsync<string[]>("[...document.querySelectorAll('li')].map(li => li.textContent)"));
        _server.Names = ["Hedy"];
        await page.UntilAsync("Grace is gone", "!document.body.innerText.includes('Grace')");
        Assert.Equal("UL", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        _server.Names = [];
        await page.UntilShownAsync("There is none.");
        page.AssertClean(_server.Address);
    }

    [Fact]
    public async Task What_is_old_is_called_old_with_the_reason_until_the_server_answers_again()
    {
        WatchedPage page = await _browser.OpenAsync(With(GreetingServer.Token));
        await page.UntilShownAsync("Up to date");
        _server.Instead = (503, "this one is starting\n");
        await page.UntilShownAsync("What is shown is old: the server answered /greeting with 503 this one is starting.");
        await page.UntilShownAsync("Last answer ");
        _server.Instead = (200, "<html>");
        await page.UntilShownAsync("is no JSON");
        _server.Instead = (200, "{\"name\":\"Ada\"}");
        await page.UntilShownAsync("this page cannot show what the server says");
        _server.Instead = null;
        await page.UntilShownAsync("Up to date");

        await _server.DisposeAsync();
        await page.UntilShownAsync("What is shown is old: the server cannot be reached.");
        await page.UntilShownAsync("Grace");
        Assert.Equal("polite", await page.EvaluateAsync<string>("document.getElementById('notice').ariaLive"));
        await page.AssertLegibleAsync();
        _server = await GreetingServer.StartAsync(_server.Address.Port);
        await page.UntilAsync("the notice is gone", "document.getElementById('notice').textContent === ''");
        Assert.Equal(["console: TypeError: Cannot read properties of undefined (reading 'map')"],
            page.Faults.Select(fault => fault.Split('\n')[0]).Distinct());
    }

    [Fact]
    public async Task One_question_at_a_time_and_none_while_nobody_looks()
    {
        TaskCompletionSource held = new();
        _server.Held = held.Task;
        WatchedPage page = await _browser.OpenAsync(With(GreetingServer.Token));
        await page.UntilShownAsync("the server has not answered for 10 s");
        held.SetResult();
        await page.UntilShownAsync("Grace");
        Assert.Equal(1, page.UnderWay(GreetingServer.Path).Most);

        await page.SetHiddenAsync(true);
        await Patience.UntilAsync("no question is under way any more", () => page.UnderWay(GreetingServer.Path).Now == 0);
        int before = Asked(GreetingServer.Token);
        // What another tab asks meanwhile is the clock.
        WatchedPage other = await _browser.OpenAsync(With(GreetingServer.OtherToken));
        await Patience.UntilAsync("the other tab has asked four times", () => Asked(GreetingServer.OtherToken) >= 4);
        Assert.Equal(before, Asked(GreetingServer.Token));
        await page.SetHiddenAsync(false);
        await Patience.UntilAsync("it asks again", () => Asked(GreetingServer.Token) > before + 1);
        other.AssertClean(_server.Address);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keyboard_contrast_and_width_are_right_at_the_form_and_behind_it(bool dark)
    {
        WatchedPage page = await _browser.OpenAsync(_server.Page, width: 360, height: 740);
        await page.SetDarkAsync(dark);
        await page.UntilAsync("the form is shown", "!document.getElementById('door').hidden");
        await page.AssertLegibleAsync();
        await page.AssertFitsAsync();
        await page.PictureAsync($"form-{(dark ? "dark" : "light")}");
        Assert.Equal(["a Skip to the content", "input token", "button Show"], await page.TabThroughAsync());
        await page.GiveTokenAsync(GreetingServer.Token);
        await page.UntilShownAsync("Grace");
        await page.AssertLegibleAsync();
        Assert.Equal(["a Skip to the content", "button leave Forget the token", "ul AdaGrace", "button Ada Ada", "button Grace Grace"],
            await page.TabThroughAsync());
        Assert.Equal(dark, await page.EvaluateAsync<bool>("getComputedStyle(document.body).backgroundColor === 'rgb(16, 20, 26)'"));
        page.AssertClean(_server.Address);
    }

    private int Asked(string token) => _server.Asked.Count(asked => asked.Token == $"Bearer {token}");

    private Uri With(string token) => new($"{_server.Page}#token={token}");
}
