using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>The reference implementation as a child process: one JSON request a line, one answer a line.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="program">The unpacked reference program.</param>
    /// <param name="parentsCache">Folder of its parents cache; an empty one makes it generate the graph.</param>
    public ReferenceProcess(string program, string parentsCache)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        start.Environment["FIL_PROOFS_PARENT_CACHE"] = parentsCache;
        start.Environment["FIL_PROOFS_USE_MULTICORE_SDR"] = "1";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Finds the reference beside the checkout, or in LOTUSSEAL_SHARED; null when it is not there.</summary>
    public static string? Locate(string repositoryRoot, string workFolder)
    {
        string shared = Environment.GetEnvironmentVariable("LOTUSSEAL_SHARED") ?? Path.Combine(repositoryRoot, "..", "shared");
        string packed = Path.Combine(shared, "reference", "porep-ref.xz");
        if (!File.Exists(packed)) return null;
        string program = Path.Combine(workFolder, "porep-ref");
        using Process unpack = Process.Start(new ProcessStartInfo("sh", ["-c", $"xz -dc '{packed}' > '{program}' && chmod +x '{program}'"]))!;
        unpack.WaitForExit();
        return unpack.ExitCode == 0 ? program : null;
    }

    /// <summary>Runs one request.</summary>
    /// <returns>What the reference answered, and the seconds it measured itself.</returns>
    public (JsonNode? Result, double Seconds) Call(string method, JsonObject fields)
    {
        fields["call"] = method;
        _process.StandardInput.WriteLine(fields.ToJsonString());
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The reference ended during {method}.");
        JsonNode answer = JsonNode.Parse(line) ?? throw new JsonException("The reference answered null.");
        if (answer["error"] is JsonNode error) throw new InvalidOperationException($"The reference refused {method}: {error}");
        return (answer["ok"], (double)answer["seconds"]!);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }
}
