using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LotusSeal.Cuda.Devices;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A process for the steps of a GPU that says it has one and computes without. A file has two words for each life: where and what.</summary>
internal sealed class GpuDouble : IDisposable
{
    /// <summary>A life that is killed in a step.</summary>
    public const string Killed = "PreCommit2 killed", KilledInUpdate = "Encode killed", KilledInKey = "RegenerateKey killed";

    /// <summary>A life that says that it works on a sector, and waits for its cancellation.</summary>
    public const string Waits = "PreCommit2 waits", WaitsInUpdate = "Encode waits";

    /// <summary>A life whose driver does not answer who looks for GPUs, or tests one.</summary>
    public const string WaitsInFind = "Find waits", WaitsInTest = "Test waits";

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

    /// <summary>Waits until a process waits as its life has it.</summary>
    public Task UntilWaitingAsync() => Patience.UntilAsync("the double waits", () => File.Exists(_folder["waits"]));

    public void Dispose() => _folder.Dispose();

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, folder =>
    {
        string processes = Path.Join(folder, "processes");
        int life = File.ReadAllLines(processes).Length;
        File.AppendAllText(processes, $"{Environment.ProcessId}\n");
        ChildLife.Serve(ChildLife.Begin(), new Handler(folder, File.ReadLines(Path.Join(folder, "lives")).Skip(life).FirstOrDefault()));
        return 0;
    });

    private sealed class Handler(string folder, string? fate) : IRequestHandler
    {
        private string? _fate = fate;

        public byte[] Answer(Message request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
        {
            GpuRequest asked = request.Read(GpuJson.Default.GpuRequest);
            if (_fate == $"{asked.Kind} waits")
            {
                progress.Report(new PhaseProgress(_fate, 1, 2, "nodes"));
                _fate = null;
                File.WriteAllText(Path.Join(folder, "waits"), "");
                cancellationToken.WaitHandle.WaitOne();
                cancellationToken.ThrowIfCancellationRequested();
            }

            CudaDeviceInfo device = new(0, "Double of a GPU", "GPU-0", "0000:01:00.0", 1UL << 30, 1, new Version(8, 6), 1 << 16, new Version(12, 8));
            if (asked.Kind == GpuRequestKind.Find)
                return JsonSerializer.SerializeToUtf8Bytes(new GpuFindings([device], null), GpuJson.Default.GpuFindings);
            if (asked.Kind == GpuRequestKind.Test) return [];
            if (_fate == $"{asked.Kind} killed") Signal.TrySend(Environment.ProcessId, Signal.Kill);

            // Arrays: a list of this assembly would wait, on another thread, for the end of this process's play.
            SealingBackend[] backends = [new ManagedSealingBackend()];
            PieceCommitment[] pieces = [.. asked.Update?.Pieces.Select(piece => piece.Commitment) ?? []];
            BackendPool pool = new(backends);
            SealingOptions options = new() { Threads = 1 };
            if (asked is { Kind: GpuRequestKind.RegenerateKey, Key: { } key })
            {
                new SectorUpdater(pool, options).RegenerateKeyAsync(key.Key, key.Temporary, key.Update, key.Unsealed, key.NewCommD, progress,
                    cancellationToken).GetAwaiter().GetResult();
                return [];
            }

            SealCommitments made = (asked is { Kind: GpuRequestKind.Encode, Update: { } update }
                ? new SectorUpdater(pool, options).EncodeAsync(update.Key, update.Files, update.Unsealed, pieces, progress, cancellationToken)
                : new SectorSealer(pool, options).PreCommit2Async(asked.Sector!.Input, asked.Sector.Paths, progress, cancellationToken))
                .GetAwaiter().GetResult();
            return [.. made.CommR.Value.Span, .. made.CommD.Value.Span];
        }
    }
}
