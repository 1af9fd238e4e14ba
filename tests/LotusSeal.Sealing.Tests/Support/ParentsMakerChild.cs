using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Parents;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A process that is in the middle of making a parents file when it is killed.</summary>
internal static class ParentsMakerChild
{
    private const string Role = "parents-maker";

    /// <summary>Starts it and waits until its file is there.</summary>
    /// <param name="path">Final name of the file.</param>
    public static async Task<(Process Process, string Unfinished)> StartAsync(string path)
    {
        Process process = ChildProcess.Start(Role, path);
        string unfinished = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("The maker ended without a word.");
        return (process, unfinished);
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, Run);

    private static int Run(string path)
    {
        using PendingFile file = UnfinishedParents.Create(path);
        RandomAccess.Write(file.Handle, new byte[4096], 0);
        Console.WriteLine(file.TemporaryPath);
        Console.In.ReadToEnd();
        return 0;
    }
}
