using System.Diagnostics;
using System.Text.Json.Nodes;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Reference;

/// <summary>The reference implementation as a child process: one JSON request a line, one answer a line.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    private const string ProgramVariable = "LOTUSSEAL_POREP_REF";
    private readonly Process _process;

    public ReferenceProcess(string parentsCache)
    {
        ProcessStartInfo start = new(Locate()) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FIL_PROOFS_PARENT_CACHE"] = parentsCache;
        start.Environment["RAYON_NUM_THREADS"] = "1";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    public async Task<JsonNode> CallAsync(string call, JsonObject fields)
    {
        fields["call"] = call;
        await _process.StandardInput.WriteLineAsync(fields.ToJsonString());
        await _process.StandardInput.FlushAsync();
        string line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2))
            ?? throw new InvalidOperationException("The reference ended.");
        JsonNode answer = JsonNode.Parse(line)!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"{call}: {error}") : answer["ok"]!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private static string Locate()
    {
        if (Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } path && File.Exists(path)) return path;
        string packed = Repository.SharedOrSkip("reference", "porep-ref.xz");
        string program = Path.Combine(Path.GetTempPath(), $"lotusseal-porep-ref-{Environment.UserName}-{new FileInfo(packed).Length}");
        if (!File.Exists(program)) Unpack(packed, program);
        return program;
    }

    private static void Unpack(string packed, string program)
    {
        string partial = program + "." + Guid.NewGuid().ToString("N");
        try
        {
            using Process xz = Process.Start(new ProcessStartInfo("xz", ["-dc", packed]) { RedirectStandardOutput = true })!;
            using (FileStream file = File.Create(partial)) xz.StandardOutput.BaseStream.CopyTo(file);
            xz.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("The reference implementation is packed and xz is not installed.");
        }
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Move(partial, program, overwrite: true);
    }
}
