using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LotusSeal.Benchmarks.Start;

/// <summary>A development miner and one life of a worker beside it, in a folder of their own on loopback.</summary>
internal sealed partial class StartScene : IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("lotusseal-start-").FullName;
    private readonly string _minerProgram;
    private readonly Dictionary<string, string> _environment;
    private readonly LoggedProcess _miner;

    public StartScene(string minerProgram)
    {
        _minerProgram = minerProgram;
        _environment = new Dictionary<string, string>
        {
            ["LOTUS_STORAGE_PATH"] = MinerRepository,
            ["LOTUS_WORKER_PATH"] = Path.Combine(_folder, "worker"),
        };
        string[] arguments = ["--miner-repo", MinerRepository, "run", "--port", "0", "--storage", Path.Combine(MinerRepository, "store")];
        _miner = new LoggedProcess(minerProgram, arguments, _environment);
    }

    private string MinerRepository => Path.Combine(_folder, "miner");

    /// <summary>Starts the worker, watches it idle, gives it sectors of 2 KiB, and adds what was measured.</summary>
    public async Task MeasureAsync(StartFigures figures, TimeSpan idle, int sectors)
    {
        string address = Path.Combine(MinerRepository, "api");
        while (!File.Exists(address)) await Task.Delay(50);
        // A first life is not counted: the miner compiles while it answers it, which a real one does not.
        using (LoggedProcess first = StartWorker(figures.Program)) await first.FindAsync(RegisteredLine(), 1);
        await Task.Delay(TimeSpan.FromSeconds(2));
        using LoggedProcess worker = StartWorker(figures.Program);
        figures.Registered.Add((await worker.FindAsync(RegisteredLine(), 1)).Seconds);
        await Task.Delay(Settling);
        figures.ResidentIdle.Add(ProcessProbe.ResidentBytes(worker.Id));
        if (idle > TimeSpan.Zero)
        {
            double before = ProcessProbe.ProcessorSeconds(worker.Id);
            await Task.Delay(idle);
            figures.IdlePercent.Add((ProcessProbe.ProcessorSeconds(worker.Id) - before) / idle.TotalSeconds * 100);
        }

        for (int sector = 1; sector <= sectors; sector++)
        {
            using LoggedProcess pledge = new(_minerProgram, ["--miner-repo", MinerRepository, "pledge"], _environment);
            Match done = (await worker.FindAsync(PreCommit2Line(), sector)).Match;
            double seconds = double.Parse(done.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            (sector == 1 ? figures.FirstPreCommit2 : figures.LaterPreCommit2).Add(seconds);
            await worker.FindAsync(FinalizedLine(), sector);
            if (sector == 1) continue;
            double begun = (await _miner.FindAsync(InPreCommit1Line(), sector)).Seconds;
            double between = (await _miner.FindAsync(InPreCommit2Line(), sector)).Seconds;
            figures.MinerPreCommit1.Add(between - begun);
            figures.MinerPreCommit2.Add((await _miner.FindAsync(BehindPreCommit2Line(), sector)).Seconds - between);
        }

        await Task.Delay(Settling);
        figures.ResidentAfterTasks.Add(ProcessProbe.ResidentBytes(worker.Id));
    }

    public void Dispose()
    {
        _miner.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private LoggedProcess StartWorker(string program) => new(program, ["run", "--listen", $"127.0.0.1:{FreePort()}"], _environment);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Ours, and what lotus-worker prints at the same moment.
    [GeneratedRegex("Registered with the miner|Worker registered successfully")]
    private static partial Regex RegisteredLine();

    [GeneratedRegex("PC2 s-t01000-[0-9]+ done in ([0-9.]+) s")]
    private static partial Regex PreCommit2Line();

    [GeneratedRegex("-> PreCommit1$")]
    private static partial Regex InPreCommit1Line();

    [GeneratedRegex("PreCommit1 -> PreCommit2$")]
    private static partial Regex InPreCommit2Line();

    [GeneratedRegex("PreCommit2 -> ")]
    private static partial Regex BehindPreCommit2Line();

    [GeneratedRegex("ReturnFinalizeSector of call [^ ]+ delivered")]
    private static partial Regex FinalizedLine();
}
