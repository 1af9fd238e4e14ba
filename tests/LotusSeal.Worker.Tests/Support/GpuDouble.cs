using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LotusSeal.Cuda.Devices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A process for PreCommit2 that says it has a GPU and computes without, in a process of its own. A file has a word for each life.</summary>
internal sealed class GpuDouble : IDisposable
{
    /// <summary>A life that is killed in the middle of a sector.</summary>
    public const string Killed = "killed";

    /// <summary>A life that says that it works on a sector, and waits for its cancellation.</summary>
    public const string Waits = "waits";

    /// <summary>The GPU that it says it has.</summary>
    public const string Name = "cuda(Double of a GPU at 0000:01:00.0)";

    private const string Role = "gpu-double";
    private readonly TemporaryFolder _folder = new();

    public GpuDouble(params string[] lives)
    {
        File.WriteAllLines(_folder["lives"], lives);
        File.WriteAllText(_folder["processes"], "");
    }

    /// <summary>How it is started.</summary>
    public ChildProgram Program => new(GpuCommand.ChildName, Environment.ProcessPath!, [],
        new Dictionary<string, string> { [ChildProcess.Variable] = $"{Role} {_folder.Path}" });

    /// <summary>The processes so far, the last one last.</summary>
    public IReadOnlyList<int> Processes =>
        [.. File.ReadAllLines(_folder["processes"]).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    public void Dispose() => _folder.Dispose();

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, folder =>
    {
        string processes = Path.Join(folder, "processes");
        int life = File.ReadAllLines(processes).Length;
        File.AppendAllText(processes, $"{Environment.ProcessId}\n");
        ChildLife.Serve(ChildLife.Begin(), new Handler(File.ReadLines(Path.Join(folder, "lives")).Skip(life).FirstOrDefault()));
        return 0;
    });

    private sealed class Handler(string? fate) : IRequestHandler
    {
        public byte[] Answer(Message request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
        {
            GpuRequest asked = request.Read(GpuJson.Default.GpuRequest);
            CudaDeviceInfo device = new(0, "Double of a GPU", "GPU-0", "0000:01:00.0", 1UL << 30, 1, new Version(8, 6), 1 << 16, new Version(12, 8));
            if (asked.Kind == GpuRequestKind.Find)
                return JsonSerializer.SerializeToUtf8Bytes(new GpuFindings([device], null), GpuJson.Default.GpuFindings);
            if (asked.Kind == GpuRequestKind.Test) return [];
            if (fate == Killed) Signal.TrySend(Environment.ProcessId, Signal.Kill);
            if (fate == Waits)
            {
                progress.Report(new PhaseProgress(Waits, 1, 2, "nodes"));
                cancellationToken.WaitHandle.WaitOne();
                cancellationToken.ThrowIfCancellationRequested();
            }

            SectorSealer sealer = new(new ManagedSealingBackend(), new SealingOptions { Threads = 1 });
            GpuSector sector = asked.Sector!;
            SealCommitments made = sealer.PreCommit2Async(sector.Input, sector.Paths, progress, cancellationToken).GetAwaiter().GetResult();
            return [.. made.CommR.Value.Span, .. made.CommD.Value.Span];
        }
    }
}
