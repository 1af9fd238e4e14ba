using LotusSeal.Testing.Pages;

namespace LotusSeal.Cluster.Tests.Pages;

/// <summary>What pages say of building, command by command, in this checkout. It takes minutes.</summary>
public sealed class BuildPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Pages { get; } = [.. PageFiles.WithScene(PageScenes.Build)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_succeeds(string page)
    {
        LongTests.Need();
        string output = await new PageShell()
            .Replace("$HOME/.local", _folder["local"])
            .Replace("/tmp/", $"{_folder.Path}/")
            .RunAsync(page, PageScenes.Build, TimeSpan.FromHours(2));
        TestContext.Current.SendDiagnosticMessage("{0}", output);
    }
}
