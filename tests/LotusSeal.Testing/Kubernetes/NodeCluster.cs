using System.Diagnostics;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>
/// A real Kubernetes of one node that runs pods, in a folder of its own: API server, controllers, scheduler, kubelet, containerd, Services with their
/// names, and GPUs that do not exist. Several may live side by side. It ends with this process, however that ends.
/// </summary>
public sealed class NodeCluster : IAsyncDisposable
{
    // The shell has a session of its own, so that Ctrl-C leaves it alone, and its input ends with this process. Both steps are its own: what begins
    // is also ended when this process is killed in between. It is ready within ten seconds; the limit only ends a hang.
    private const string Keeper = """
        "$SCRIPT" up --dir "$FOLDER" --node --gpus "$GPUS" --services --timeout 1200 >"$FOLDER/up.log" 2>&1 </dev/null
        code=$?
        trap '' PIPE
        echo $code
        cat >/dev/null
        "$SCRIPT" down --dir "$FOLDER" >>"$FOLDER/up.log" 2>&1 </dev/null
        rm -rf "$FOLDER"
        """;

    private const int LastLines = 8;

    private readonly string _script, _kubectl;
    private readonly Process _keeper;

    private NodeCluster(string script, string kubectl, Process keeper, string folder)
    {
        (_script, _kubectl, _keeper, Folder) = (script, kubectl, keeper, folder);
    }

    /// <summary>Its folder, with <c>log/</c> and <c>gpu-health/</c>: a file there with the name of a GPU makes it sick.</summary>
    public string Folder { get; }

    /// <summary>The script that started it and disturbs it.</summary>
    public string Script => _script;

    /// <summary>The folder of its programs, kubectl among them.</summary>
    public string Programs => Path.GetDirectoryName(_kubectl)!;

    /// <summary>The kubeconfig of somebody who may do everything.</summary>
    public string KubeConfig => Path.Combine(Folder, "admin.kubeconfig");

    /// <summary>The last lines of every component's log.</summary>
    public string EndOfLogs => Directory.Exists(Path.Combine(Folder, "log"))
        ? string.Join('\n', Directory.GetFiles(Path.Combine(Folder, "log"), "*.log").Order()
            .Select(log => $"--- {Path.GetFileName(log)}\n{string.Join('\n', ReadLines(log).TakeLast(LastLines))}"))
        : "";

    /// <summary>Starts one; <see cref="NodeNeeds.Missing"/> must have found nothing missing.</summary>
    /// <param name="gpus">GPUs of its node.</param>
    /// <param name="flags">Further flags of components, as the variables of the script: <c>KUBE_CONTROLLER_MANAGER_FLAGS</c>, ….</param>
    /// <exception cref="InvalidOperationException">It did not start; the message has the ends of its logs.</exception>
    public static async Task<NodeCluster> StartAsync(int gpus = 2, IReadOnlyDictionary<string, string>? flags = null)
    {
        string script = NodeNeeds.Script ?? throw new InvalidOperationException(NodeNeeds.Missing());
        string folder = Directory.CreateTempSubdirectory("lotusseal-cluster-").FullName;
        ProcessStartInfo start = new("setsid", ["/bin/sh", "-c", Keeper]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        (start.Environment["SCRIPT"], start.Environment["FOLDER"], start.Environment["GPUS"]) = (script, folder, $"{gpus}");
        foreach ((string name, string value) in flags ?? new Dictionary<string, string>()) start.Environment[name] = value;
        // pods must not see what this process was told
        start.Environment.Remove("KUBECONFIG");
        Process keeper = Process.Start(start)!;
        string? code = await keeper.StandardOutput.ReadLineAsync();
        string said = await File.ReadAllTextAsync(Path.Combine(folder, "up.log"));
        CommandResult unpacked = await CommandRun.RunAsync(script, ["unpack"]);
        NodeCluster cluster = new(script, Path.Combine(unpacked.Output.Trim(), "kubectl"), keeper, folder);
        if (code == "0") return cluster;
        string logs = cluster.EndOfLogs;
        await cluster.DisposeAsync();
        throw new InvalidOperationException($"the cluster did not start\n{said}\n{logs}");
    }

    /// <summary>Runs kubectl.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="limit">Another limit than that of every command, as where the API server may stand still.</param>
    public Task<CommandResult> TryKubectlAsync(IEnumerable<string> arguments, string? input = null, TimeSpan? limit = null) => CommandRun.RunAsync(
        _kubectl, arguments, input, new Dictionary<string, string?> { ["KUBECONFIG"] = KubeConfig, ["KUBERC"] = "off" }, limit);

    /// <summary>Runs kubectl and fails unless it succeeds; the result is its output.</summary>
    public async Task<string> KubectlAsync(params string[] arguments)
    {
        CommandResult result = await TryKubectlAsync(arguments);
        Assert.True(result.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {result.Error}{result.Output}");
        return result.Output;
    }

    /// <summary>Runs kubectl again and again until it succeeds; a failure shows its last error and the ends of all logs.</summary>
    /// <param name="what">What its success says.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task UntilKubectlAsync(string what, params string[] arguments)
    {
        CommandResult? last = null;
        await Patience.UntilAsync(what, async () => (last = await TryKubectlAsync(arguments)).ExitCode == 0, () => $"{last?.Error}\n{EndOfLogs}");
    }

    /// <summary>Applies objects.</summary>
    /// <param name="manifest">YAML or JSON.</param>
    /// <param name="arguments">Further arguments, such as a namespace.</param>
    public async Task ApplyAsync(string manifest, params string[] arguments)
    {
        CommandResult result = await TryKubectlAsync(["apply", "--server-side", "--force-conflicts", "-f", "-", .. arguments], manifest);
        Assert.True(result.ExitCode == 0, $"kubectl apply: {result.Error}\n{manifest}");
    }

    /// <summary>Brings image archives onto the node.</summary>
    public async Task LoadAsync(IEnumerable<string> archives)
    {
        CommandResult result = await ScriptAsync(["load", .. archives]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>Sends a signal to a component; a name as in <c>signal kubelet STOP</c>.</summary>
    public Task SignalAsync(string component, string signal) => DisturbAsync("signal", component, signal);

    /// <summary>Starts a component again that was killed.</summary>
    public Task StartComponentAsync(string component) => DisturbAsync("start", component);

    /// <summary>Runs a program in the node's namespaces.</summary>
    public Task<CommandResult> InsideAsync(params string[] line) => CommandRun.RunAsync(_script, ["inside", "--dir", Folder, "--", .. line]);

    /// <summary>Asks the node's containerd about pods: also while API server and kubelet are away.</summary>
    public Task<CommandResult> ContainersAsync(params string[] line) => InsideAsync(["ctr", "-n", "k8s.io", .. line]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync().WaitAsync(Patience.Limit);
        _keeper.Dispose();
    }

    private async Task DisturbAsync(params string[] line)
    {
        CommandResult result = await ScriptAsync(line);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', line)}: {result.Error}");
    }

    private Task<CommandResult> ScriptAsync(params IEnumerable<string> line) => CommandRun.RunAsync(_script, [.. line, "--dir", Folder]);

    private static string[] ReadLines(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
