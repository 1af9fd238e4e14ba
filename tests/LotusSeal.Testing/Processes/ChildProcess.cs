using System.Diagnostics;

namespace LotusSeal.Testing.Processes;

/// <summary>
/// A process that can be killed or signalled: the test executable once more, told by a variable to take a role instead of running tests.
/// </summary>
public static class ChildProcess
{
    /// <summary>Names the role of a child, for whoever starts the executable itself.</summary>
    public const string Variable = "LOTUSSEAL_TEST_CHILD";

    /// <summary>Names the program that runs those of this executable's processor where the machine's is another (<c>.ci/emulate-arm64</c>).</summary>
    private const string EmulatorVariable = "LOTUSSEAL_EMULATOR";

    private static string[] Emulator => Environment.GetEnvironmentVariable(EmulatorVariable) is { Length: > 0 } program ? [program] : [];

    /// <summary>Starts the executable in a role.</summary>
    /// <param name="role">A name that a module initializer of the test assembly knows.</param>
    /// <param name="argument">What the role is told.</param>
    /// <param name="openFiles">The most files that it may have open; null for as many as this process.</param>
    /// <param name="variables">Further variables of its environment.</param>
    /// <param name="launcher">A program that takes a command line and its arguments, such as <c>unshare -m</c>; null for none.</param>
    public static Process Start(string role, string argument, int? openFiles = null, IReadOnlyDictionary<string, string>? variables = null,
        string[]? launcher = null)
    {
        List<string> line = [.. launcher ?? [], .. Emulator, Environment.ProcessPath!];
        if (openFiles is { } limit) line.InsertRange(0, ["/bin/sh", "-c", $"ulimit -n {limit} && exec \"$@\"", "sh"]);
        ProcessStartInfo start = new(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[Variable] = $"{role} {argument}";
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>SIGKILL, then the end.</summary>
    public static async Task KillAsync(Process process)
    {
        Signal.Send(process, Signal.Kill);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>
    /// Plays a role if this process was started in it, and then does not return: tests must not run in a child. For a module initializer.
    /// </summary>
    /// <param name="role">The role's name.</param>
    /// <param name="play">Takes the argument; the result is the exit code.</param>
    public static void PlayIfStartedAs(string role, Func<string, int> play)
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', 2) is [string asked, string argument] && asked == role)
            Environment.Exit(play(argument));
    }
}
