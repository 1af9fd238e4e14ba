using System.CommandLine;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Text;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Commands;

/// <summary><c>run</c>: serves until it is stopped.</summary>
internal static class DevMinerRunCommand
{
    private static readonly string[] Sizes = ["2KiB", "8MiB", "512MiB", "32GiB", "64GiB"];

    public static Command Create(CommandConsole console)
    {
        Option<string> listen = new("--listen") { Description = "IP address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = new("--port") { Description = "Port to listen on, 0 for a free one.", DefaultValueFactory = _ => 2345 };
        Option<string?> advertise = new("--advertise") { Description = "Host under which workers reach this miner; the listen address by default." };
        Option<ulong> actor = new("--actor") { Description = "The miner's actor id.", DefaultValueFactory = _ => 1000 };
        Option<string> size = new("--sector-size") { Description = $"One of {string.Join(' ', Sizes)}.", DefaultValueFactory = _ => Sizes[0] };
        size.AcceptOnlyFromAmong(Sizes);
        Option<bool> synthetic = new("--synthetic") { Description = "Use synthetic PoRep." };
        Option<LotusGeneration> generation = new("--generation") { Description = "Protocol to speak: current, or v0 for that of v0.3.0." };
        Option<string?> storage = new("--storage") { Description = "Folder of a long-term storage path of the miner's own; none by default." };
        Option<bool> keep = new("--keep-unsealed") { Description = "Keep the unsealed data of sectors with pieces." };
        Option<string?> prove = new("--prove")
        {
            Description = "Have workers make Commit2, and the proofs of updates where their key is there, and verify them with the keys .vk in this "
                + "folder of parameters.",
        };
        Option<string> proving = new("--proving-period")
        {
            Description = "How often workers for window PoSt prove all sectors, such as 30s; with --prove the proofs are verified. 0: never.",
            DefaultValueFactory = _ => "0",
        };
        Option<double> speed = new("--time-scale")
        {
            Description = "Factor on heartbeats, retries and cool-downs; 0.1 makes them ten times shorter.",
            DefaultValueFactory = _ => 1,
        };
        Option<double> seedDelay = new("--seed-delay") { Description = "Seconds until the interactive seed is there.", DefaultValueFactory = _ => 0 };
        Command command = new("run", "Start the miner and serve workers.") { listen, port, advertise, actor, size, synthetic, generation, storage,
            keep, prove, proving, speed, seedDelay };
        command.SetAction(async (parse, stop) =>
        {
            bool v0 = parse.GetValue(generation) == LotusGeneration.V0;
            if (v0 && parse.GetValue(synthetic)) throw new ArgumentException("--synthetic is not known to the v0 generation.");
            double scale = parse.GetValue(speed);
            if (scale is not (> 0 and <= 100)) throw new ArgumentException($"--time-scale must be above 0 and at most 100, not {scale}.");
            int proof = Array.IndexOf(Sizes, parse.GetValue(size)) + (v0 ? 0 : parse.GetValue(synthetic) ? 10 : 5);
            using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                format.UseUtcTimestamp = true;
            }));
            SchedulerOptions scheduler = new();
            PipelineOptions pipeline = new();
            await using DevMinerHost host = await DevMinerHost.StartAsync(new DevMinerOptions
            {
                RepositoryPath = console.RepositoryOf(parse),
                ListenAddress = parse.GetValue(listen)!,
                Port = parse.GetValue(port),
                AdvertisedHost = parse.GetValue(advertise),
                ActorId = parse.GetValue(actor),
                Generation = parse.GetValue(generation),
                StoragePath = parse.GetValue(storage),
                Scheduler = scheduler with { StartDelay = scheduler.StartDelay * scale, Heartbeat = scheduler.Heartbeat * scale },
                Pipeline = pipeline with
                {
                    ProofType = (RegisteredSealProof)proof,
                    RetryInterval = pipeline.RetryInterval * scale,
                    CoolDown = pipeline.CoolDown * scale,
                    SeedDelay = TimeSpan.FromSeconds(parse.GetValue(seedDelay)),
                    KeepUnsealed = parse.GetValue(keep),
                    Prove = parse.GetValue(prove) is not null,
                },
                ProvingPeriod = DurationText.Parse(parse.GetValue(proving)!),
                ParametersFolder = parse.GetValue(prove),
                AbortUnfinishedWork = Environment.GetEnvironmentVariable("LOTUS_MINER_ABORT_UNFINISHED_WORK") == "1",
                Sealer = new SectorSealer(new ManagedSealingBackend(), new SealingOptions { ParentsCacheDirectory = null }),
                Loggers = loggers,
            }, stop);
            await console.Output.WriteLineAsync(
                $"Miner t0{parse.GetValue(actor)} serves {host.RpcUrl}, repository {Path.GetFullPath(console.RepositoryOf(parse))}");
            await Task.WhenAny(host.StopRequested, Task.Delay(Timeout.Infinite, stop));
        });
        return command;
    }
}
