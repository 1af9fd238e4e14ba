using System.Diagnostics;

namespace LotusSeal.Testing.Processes;

/// <summary>Runs a program to its end.</summary>
public static class CommandRun
{
    /// <summary>Runs it; one that does not end within <see cref="Patience.Limit"/> is killed.</summary>
    /// <param name="program">Its file or name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="variables">Further variables; null removes one.</param>
    /// <param name="limit">Another limit.</param>
    /// <exception cref="TimeoutException">It was killed.</exception>
    public static async Task<CommandResult> RunAsync(string program, IEnumerable<string> arguments, string? input = null,
        IReadOnlyDictionary<string, string?>? variables = null, TimeSpan? limit = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in variables ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await WriteAsync(process.StandardInput, input);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit ?? Patience.Limit);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(StreamWriter stream, string? input)
    {
        try
        {
            if (input is not null) await stream.WriteAsync(input);
            stream.Close();
        }
        catch (IOException)
        {
            // It has ended without reading everything; its exit code tells.
        }
    }
}
