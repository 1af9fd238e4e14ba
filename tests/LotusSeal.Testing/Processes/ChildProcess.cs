using System.Diagnostics;

namespace LotusSeal.Testing.Processes;

/// <summary>
/// A process that can be killed or signalled: the test executable once more, told by a variable to take a role instead of running tests.
/// </summary>
public static class ChildProcess
{
    private const string Variable = "LOTUSSEAL_TEST_CHILD";

    /// <summary>Starts the executable in a role.</summary>
    /// <param name="role">A name that a module initializer of the test assembly knows.</param>
    /// <param name="argument">What the role is told.</param>
    public static Process Start(string role, string argument) => Start(role, argument, []);

    /// <summary>Starts the executable in a role by way of a program that takes a command line, such as <c>unshare -m</c>.</summary>
    /// <param name="role">A name that a module initializer of the test assembly knows.</param>
    /// <param name="argument">What the role is told.</param>
    /// <param name="launcher">The program and its arguments; empty for none.</param>
    public static Process Start(string role, string argument, string[] launcher)
    {
        string[] line = [.. launcher, Environment.ProcessPath!];
        ProcessStartInfo start = new(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[Variable] = $"{role} {argument}";
        return Process.Start(start)!;
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
