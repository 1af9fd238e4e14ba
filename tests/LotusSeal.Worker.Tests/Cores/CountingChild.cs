using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Worker.Tests.Cores;

/// <summary>Another process, which tells how many processors its runtime counts.</summary>
internal static class CountingChild
{
    private const string Role = "processors";

    /// <summary>What the process counts.</summary>
    /// <param name="variables">What it sees besides the variables of this process.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<int> CountAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        using Process process = ChildProcess.Start(Role, "", variables: variables);
        string? count = await process.StandardOutput.ReadLineAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return int.Parse(count!, CultureInfo.InvariantCulture);
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, _ =>
    {
        Console.WriteLine(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        return 0;
    });
}
