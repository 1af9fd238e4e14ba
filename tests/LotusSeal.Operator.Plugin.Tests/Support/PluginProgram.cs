using System.Diagnostics;
using LotusSeal.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>Runs the program: in this process where time, terminal or answers have to be known, else as a process of its own.</summary>
internal static class PluginProgram
{
    /// <summary>The present of all cases.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Program = Environment.GetEnvironmentVariable("LOTUSSEAL_PLUGIN")
        ?? Path.Combine(AppContext.BaseDirectory, "kubectl-seal");

    /// <summary>Runs it in this process.</summary>
    /// <param name="kubeConfig">The cluster.</param>
    /// <param name="arguments">As on a command line.</param>
    /// <param name="columns">Width of the terminal; null for none.</param>
    /// <param name="answer">What somebody types at the terminal; null where there is nobody.</param>
    /// <param name="color">Whether the terminal has colours.</param>
    /// <param name="together">Whether errors come between the output, as on a terminal.</param>
    public static async Task<Ran> InsideAsync(
        string kubeConfig, string arguments, int? columns = null, string? answer = null, bool color = false, bool together = false)
    {
        await using StringWriter output = new(), apart = new();
        StringWriter error = together ? output : apart;
        PluginContext context = new()
        {
            Variable = name => name == "KUBECONFIG" ? kubeConfig : null,
            Output = output,
            Error = error,
            Input = new StringReader(answer ?? ""),
            CanAsk = answer is not null,
            OutputIsTerminal = columns is not null,
            Color = color,
            Size = () => columns is { } known ? (known, 1000) : null,
            Time = new FakeTimeProvider(Now),
            HomeDirectory = "/nonexistent",
        };
        int code = await PluginCommandLine.RunAsync(Words(arguments), context, TestContext.Current.CancellationToken);
        return new Ran(code, output.ToString(), apart.ToString());
    }

    /// <summary>Runs it as a process.</summary>
    public static Task<Ran> RunAsync(string? kubeConfig, string arguments) => RunAsync(Start(Program, Words(arguments), kubeConfig));

    /// <summary>Runs it as a process with words that may be empty.</summary>
    public static Task<Ran> RunWordsAsync(string kubeConfig, string[] words) => RunAsync(Start(Program, words, kubeConfig));

    /// <summary>Starts it as a process that the test stops.</summary>
    /// <remarks>
    /// What a shell runs in its background, these tests perhaps, has SIGINT ignored, and so have its children: then it ends nothing.
    /// </remarks>
    public static Process Begin(string kubeConfig, string arguments) =>
        Process.Start(Start("env", ["--default-signal=INT,TERM", Program, .. Words(arguments)], kubeConfig))!;

    /// <summary>Runs <c>kubectl</c>, which finds the program by its name; skips the test where there is none.</summary>
    public static Task<Ran> KubectlAsync(string kubeConfig, string arguments) => RunAsync(Start(Kubectl(), Words(arguments), kubeConfig));

    private static string Kubectl()
    {
        IEnumerable<string?> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend(KubeAssets.Find());
        string? kubectl = folders.OfType<string>().Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
        if (kubectl is null) Assert.Skip("kubectl is neither beside kube-apiserver (KUBEBUILDER_ASSETS) nor in PATH");
        return kubectl;
    }

    private static ProcessStartInfo Start(string program, string[] arguments, string? kubeConfig)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = "/nonexistent";
        start.Environment["KUBECONFIG"] = kubeConfig ?? "";
        return start;
    }

    private static async Task<Ran> RunAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
            return new Ran(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static string[] Words(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
