using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using LotusSeal.Primitives.Durability;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A process that owns one unfinished file, says how it is called, and waits to be killed.</summary>
internal static class OwnerChild
{
    private const string Role = "folder-owner", RoleWithChild = "folder-owner-with-child";

    /// <summary>Starts it and waits until it owns its file.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <param name="name">What the file will be called.</param>
    /// <param name="suffix">How its name ends.</param>
    /// <param name="withChild">Also start a program that outlives the process; its id is the second word of the answer.</param>
    public static async Task<(Process Process, string File, int Child)> StartAsync(string folder, string name = "layer", string suffix = ".tmp",
        bool withChild = false)
    {
        Process process = ChildProcess.Start(withChild ? RoleWithChild : Role, $"{name} {suffix} {folder}");
        string line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("The owner ended without a word.");
        string[] words = line.Split(' ');
        return (process, words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests()
    {
        ChildProcess.PlayIfStartedAs(Role, argument => Run(argument.Split(' ', 3), withChild: false));
        ChildProcess.PlayIfStartedAs(RoleWithChild, argument => Run(argument.Split(' ', 3), withChild: true));
    }

    private static int Run(string[] words, bool withChild)
    {
        using FolderOwner owner = FolderOwner.Claim(words[2]);
        string file = owner.NameOf(words[0], words[1]);
        File.WriteAllText(file, "half");
        using Process? child = withChild ? Process.Start(new ProcessStartInfo("sleep", "100000") { RedirectStandardOutput = true }) : null;
        Console.WriteLine($"{file} {child?.Id ?? 0}");
        Console.In.ReadToEnd();
        return 0;
    }
}
