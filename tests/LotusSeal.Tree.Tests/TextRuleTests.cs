using System.Text.RegularExpressions;

namespace LotusSeal.Tree.Tests;

/// <summary>Rules of CONTRIBUTING.md about the text of sources that no compiler or formatter checks.</summary>
public sealed partial class TextRuleTests
{
    private const int LongestLine = 150;

    [Fact]
    public void Lines_are_not_longer_than_the_editor_settings_say() => AssertNone(
        SourceTree.Files(".cs", ".c", ".h", ".js", ".css", ".html"), line => line.Length > LongestLine && !IsData(line),
        $"is longer than {LongestLine} columns");

    [Fact]
    public void Nothing_configures_an_await() => AssertNone(
        SourceTree.Files(".cs").Where(path => !path.EndsWith("TextRuleTests.cs", StringComparison.Ordinal)),
        line => line.Contains(".ConfigureAwait(false)", StringComparison.Ordinal), "configures an await; our processes have no synchronisation context");

    [Fact]
    public void Log_messages_are_generated() =>
        AssertNone(ProductFiles(), InlineLog().IsMatch, "logs inline; write a [LoggerMessage] with an id");

    [Fact]
    public void Files_and_folders_are_renamed_in_one_place_that_never_copies() => AssertNone(
        ProductFilesBut("Renaming.cs"), CopyingRename().IsMatch,
        "may copy in silence when the names are on different mounts; use Renaming, and VerifiedCopy where it says so");

    [Fact]
    public void Handlers_of_connections_are_made_in_one_place() => AssertNone(
        // The second is the way to the API server, whose traffic is encrypted from end to end.
        ProductFilesBut("HttpHandlers.cs", "ApiConnection.cs"), HandlerMade().IsMatch, "makes a handler; HttpHandlers says what may go through a proxy");

    [Fact]
    public void Threads_are_started_in_few_places() => AssertNone(
        // The last two serve a child process and its worker: one may end the child alone, the other catches what it calls.
        ProductFilesBut("PhaseThread.cs", "LabelLoop.cs", "DiskLook.cs", "WatchThread.cs", "RequestServer.cs", "RunningChild.cs"),
        ThreadStarted().IsMatch,
        "starts a thread or a timer; nothing thrown in one may end the process: PhaseThread, DiskLook, WatchThread");

    [Fact]
    public void Intervals_are_not_measured_with_the_wall_clock() => AssertNone(
        // These store dates, and compare with dates of files; write the dates of events; ask both clocks; compare with dates of certificates; show
        // how old dates of a cluster are, and decide by them.
        ProductFilesBut("CallStore.cs", "TaskRunner.cs", "ResultDelivery.cs", "UnfinishedFiles.cs", "UnfinishedSectors.cs", "EventRecorder.cs",
            "Moment.cs", "WallMoment.cs", "CertificateKeeper.cs", "PluginContext.cs", "PoolObserver.cs", "PoolActuator.cs", "PoolSights.cs",
            "DeviceWatch.cs"),
        WallClock().IsMatch,
        "reads the wall clock, which steps; measure with timestamps");

    [Fact]
    public void Types_have_names_of_their_own()
    {
        IEnumerable<string> repeated = ProductFiles().Concat(SourceTree.Files(".cs").Where(InFolder("LotusSeal.DevMiner")))
            .SelectMany(path => Declaration().Matches(File.ReadAllText(path)).Select(match => (Name: match.Groups[1].Value, Path: path)))
            .GroupBy(type => type.Name)
            // Parts of one partial class stand in one folder.
            .Where(group => group.Select(type => Path.GetDirectoryName(type.Path)).Distinct().Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(type => SourceTree.Relative(type.Path)))}");
        Assert.Empty(repeated);
    }

    /// <summary>Recorded messages and the like are not cut: a literal that fills most of a line may be as long as it is.</summary>
    private static bool IsData(string line) => line.LastIndexOf('"') - line.IndexOf('"', StringComparison.Ordinal) > LongestLine / 2;

    private static IEnumerable<string> ProductFiles() => SourceTree.Files(".cs")
        .Where(path => SourceTree.Relative(path).Split(Path.DirectorySeparatorChar)[0] is "libs" or "worker" or "operator");

    private static IEnumerable<string> ProductFilesBut(params string[] names) =>
        ProductFiles().Where(path => !names.Contains(Path.GetFileName(path)));

    private static Func<string, bool> InFolder(string name) => path => SourceTree.Relative(path).Split(Path.DirectorySeparatorChar).Contains(name);

    private static void AssertNone(IEnumerable<string> files, Func<string, bool> breaks, string what)
    {
        IEnumerable<string> found = files.SelectMany(path => File.ReadLines(path).Index()
            .Where(line => breaks(line.Item)).Select(line => $"{SourceTree.Relative(path)}:{line.Index + 1} {what}"));
        Assert.Empty(found);
    }

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex InlineLog();

    [GeneratedRegex(@"\b(File|Directory)\.(Move|Replace)\(|\.MoveTo\(")]
    private static partial Regex CopyingRename();

    [GeneratedRegex(@"new (SocketsHttpHandler|HttpClientHandler)\b|(SocketsHttpHandler|HttpClientHandler) \w+ = new|new HttpClient\(\)|HttpClient \w+ = new\(\)")]
    private static partial Regex HandlerMade();

    [GeneratedRegex(@"new Thread\b|Thread \w+ = new|new Timer\b|\basync void\b")]
    private static partial Regex ThreadStarted();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bGetUtcNow\(")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"^(?:public |internal )(?:static |sealed |abstract |readonly |unsafe |partial |ref )*(?:record struct|record|class|struct|interface|enum|delegate [\w<>?]+) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
