using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>
/// Processes that work on the GPUs of the double of the driver: the test executable once more. A file has a line for each life of them, which says
/// what goes wrong in it; lives beyond it are plain.
/// </summary>
internal sealed class GpuLives : IDisposable
{
    private const string Role = "gpu", WorkerRole = "gpu-worker";
    private readonly TemporaryFolder _folder = new();
    private readonly string _argument;

    /// <param name="devices">GPUs of the machine.</param>
    /// <param name="recordedCache">The cache folder as t_aux names it; empty for the real one.</param>
    /// <param name="lives">
    /// <c>KIND CALL NTH END</c>: in a request of the kind the nth call of the driver ends the process by a signal; or hangs, which is seen at once
    /// (<c>hang</c>), or not for minutes (<c>hold</c>); or fails with an error of the driver (<c>fail=2</c>). With <c>wrong</c> the call is a kernel
    /// whose nth run gives a wrong node.
    /// </param>
    public GpuLives(int devices, string? recordedCache, params string[] lives)
    {
        _argument = $"{_folder["lives"]}|{devices}|{recordedCache}";
        File.WriteAllLines(_folder["lives"], lives);
        File.WriteAllText(_folder["lives.processes"], "");
    }

    /// <summary>The processes so far, the last one last.</summary>
    public IReadOnlyList<int> Processes =>
        [.. File.ReadAllLines(_folder["lives.processes"]).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>How they are started.</summary>
    public ChildProgram Program => new(GpuCommand.ChildName, Environment.ProcessPath!, [],
        new Dictionary<string, string> { [ChildProcess.Variable] = $"{Role} {_argument}" });

    /// <summary>Starts a worker that finds the GPUs, has the first one tested, and prints what of the driver it has in its own memory.</summary>
    public Process StartWorker() => ChildProcess.Start(WorkerRole, _argument);

    /// <summary>Waits until a call of the driver hangs.</summary>
    public Task UntilHeldAsync() => Patience.UntilAsync("a call of the driver hangs", () => File.Exists(_folder["lives.held"]));

    /// <summary>Waits until a process is no more.</summary>
    public static Task UntilGoneAsync(int process) => Patience.UntilAsync($"process {process} is gone", () => ProcessState.IsGone(process));

    public void Dispose() => _folder.Dispose();

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests()
    {
        ChildProcess.PlayIfStartedAs(Role, Live);
        ChildProcess.PlayIfStartedAs(WorkerRole, argument =>
        {
            ChildProgram program = new(GpuCommand.ChildName, Environment.ProcessPath!, [],
                new Dictionary<string, string> { [ChildProcess.Variable] = $"{Role} {argument}" });
            IReadOnlyList<ChildGpu> gpus = new GpuFinder(
                () => new KeptChild(program, new ChildTimings(), TimeProvider.System, NullLogger.Instance)).Find(Console.WriteLine);
            Console.WriteLine($"fault: {gpus[0].FindFault()?.ToString() ?? "none"}");
            Console.WriteLine($"driver: {File.ReadAllText("/proc/self/maps").Contains("libcuda", StringComparison.Ordinal)}");
            return 0;
        });
    }

    private static int Live(string argument)
    {
        string[] parts = argument.Split('|');
        string file = parts[0], processes = $"{file}.processes";
        int life = File.ReadAllLines(processes).Length;
        File.AppendAllText(processes, $"{Environment.ProcessId}\n");
        string[] fate = [.. File.ReadLines(file).Skip(life).Take(1).SelectMany(line => line.Split(' '))];
        SimulatedDriver.Start(int.Parse(parts[1], CultureInfo.InvariantCulture));
        SealingOptions options = new() { Threads = 2, RecordedCacheDirectory = parts[2].Length == 0 ? null : parts[2] };
        // Seen where nothing hangs, it ends the process all the same.
        TimeSpan longest = fate is [.., "hang"] ? TimeSpan.FromMilliseconds(200) : DriverWatch.LongestSilence;
        using DriverWatch watch = new(longest, TimeProvider.System, ChildLife.End);
        ChildLife.Serve(ChildLife.Begin(), new FatefulHandler(new GpuHandler(options, watch), fate, $"{file}.held"));
        return 0;
    }

    /// <summary>Lets its fate take its course in a request of the kind, behind the known answers.</summary>
    private sealed class FatefulHandler(GpuHandler handler, string[] fate, string held) : IRequestHandler
    {
        public byte[] Answer(Message request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
        {
            GpuRequest asked = request.Read(GpuJson.Default.GpuRequest);
            if (fate is [string kind, string call, string nth, string end] && kind == asked.Kind.ToString())
            {
                if (asked.Kind is not (GpuRequestKind.Find or GpuRequestKind.Test)) Test(asked.Gpu!);
                uint count = uint.Parse(nth, CultureInfo.InvariantCulture);
                if (end.Split('=') is ["fail", string error])
                    SimulatedDriver.simulate_failure(call, count, int.Parse(error, CultureInfo.InvariantCulture), 0);
                else if (end == "wrong") SimulatedDriver.simulate_wrong_result(call, count);
                else SimulatedDriver.simulate_end(call, count, end is "hang" or "hold" ? 0 : int.Parse(end, CultureInfo.InvariantCulture), held);
                fate = [];
            }

            return handler.Answer(request, input, progress, cancellationToken);

            void Test(string gpu) => handler.Answer(
                new Message(MessageKind.Request, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                    new GpuRequest(GpuRequestKind.Test, gpu), GpuJson.Default.GpuRequest)), [], progress, cancellationToken);
        }
    }
}
