using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LotusSeal.Testing.Processes;

/// <summary>The reference implementation as a child process: one JSON request a line, one answer a line.</summary>
public sealed class ReferenceProcess : IDisposable
{
    private const string ProgramVariable = "LOTUSSEAL_POREP_REF";
    private readonly Process _process;
    private volatile string _lastError = "";

    /// <param name="program">The unpacked reference program.</param>
    /// <param name="parentsCache">Folder of its parents cache; an empty one makes it generate the graph.</param>
    /// <param name="variables">Further environment variables: settings of the reference.</param>
    public ReferenceProcess(string program, string parentsCache, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FIL_PROOFS_PARENT_CACHE"] = parentsCache;
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _lastError = line.Data ?? _lastError;
        _process.BeginErrorReadLine();
    }

    /// <summary>The reference program: LOTUSSEAL_POREP_REF, or else the packed one of the shared folder, unpacked once.</summary>
    /// <param name="reason">Why there is none that runs here.</param>
    /// <returns>Its path, or null.</returns>
    public static string? Locate(out string? reason)
    {
        reason = null;
        if (Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } path && File.Exists(path)) return path;
        if (Repository.Shared("reference", "porep-ref.xz") is not { } packed)
        {
            reason = "the reference program is not at hand";
            return null;
        }

        string program = Path.Combine(Path.GetTempPath(), $"lotusseal-porep-ref-{Environment.UserName}-{new FileInfo(packed).Length}");
        reason = File.Exists(program) || TryUnpack(packed, program) ? WhyItCannotRun(program) : "the reference program is packed and there is no xz";
        return reason is null ? program : null;
    }

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Runs one request.</summary>
    /// <returns>What the reference answered, and the seconds it measured itself.</returns>
    public async Task<(JsonNode? Result, double Seconds)> CallAsync(string call, JsonObject fields)
    {
        fields["call"] = call;
        string? line;
        try
        {
            await _process.StandardInput.WriteLineAsync(fields.ToJsonString());
            await _process.StandardInput.FlushAsync();
            line = await _process.StandardOutput.ReadLineAsync();
        }
        catch (IOException)
        {
            line = null; // A broken pipe says no more than the end of the output.
        }

        if (line is null)
        {
            await _process.WaitForExitAsync();
            throw new InvalidOperationException($"The reference ended during {call} with exit code {_process.ExitCode}: {_lastError}");
        }

        JsonNode answer = JsonNode.Parse(line) ?? throw new JsonException($"The reference answered {call} with null.");
        if (answer["error"] is { } error) throw new InvalidOperationException($"The reference refused {call}: {error}");
        return (answer["ok"], (double)answer["seconds"]!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it read everything.
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    /// <summary>Without requests it ends at once; a library that is missing ends it with the loader's message.</summary>
    private static string? WhyItCannotRun(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"the reference program cannot run here: {error.Trim()}";
    }

    private static bool TryUnpack(string packed, string program)
    {
        string partial = program + "." + Guid.NewGuid().ToString("N");
        try
        {
            using Process xz = Process.Start(new ProcessStartInfo("xz", ["-dc", packed]) { RedirectStandardOutput = true })!;
            using (FileStream file = File.Create(partial)) xz.StandardOutput.BaseStream.CopyTo(file);
            xz.WaitForExit();
            if (xz.ExitCode != 0) throw new InvalidDataException($"{packed} cannot be unpacked: xz ended with {xz.ExitCode}.");
        }
        catch (Win32Exception)
        {
            return false; // There is no xz.
        }

        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Move(partial, program, overwrite: true);
        return true;
    }
}
