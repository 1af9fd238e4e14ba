using LotusSeal.Testing.Processes;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>A copy of the built worker without its native library.</summary>
internal sealed class BareWorker : ProgramProcess
{
    private const string NativeLibrary = "liblotusseal.so", Program = "lotus-seal-worker";

    private BareWorker(string folder) : base(Path.Combine(folder, Program), Path.Combine(folder, "log")) { }

    /// <summary>Copies the worker into a folder, which must not exist.</summary>
    public static BareWorker CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string source = Path.GetDirectoryName(Path.Combine(AppContext.BaseDirectory, WorkerToJudge))!;
        Assert.True(File.Exists(Path.Combine(source, NativeLibrary)), $"{NativeLibrary} is not where this test takes it away");
        foreach (string file in Directory.GetFiles(source).Where(file => Path.GetFileName(file) != NativeLibrary))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return new BareWorker(folder);
    }
}
