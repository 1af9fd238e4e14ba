using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>
/// A miner with two sealed sectors and, between them, an updated one, all in its own path, and a worker that makes window proofs of them, with
/// parameters made for this run. What a test damages it puts back.
/// </summary>
public sealed class PostScene : IAsyncLifetime
{
    private const int Sectors = 3;
    private readonly TemporaryFolder _folder = new();

    /// <summary>The miner, and the worker that sealed.</summary>
    public Scene Scene { get; private set; } = null!;

    /// <summary>The worker for window proofs.</summary>
    public WorkerProgram Prover { get; private set; } = null!;

    /// <summary>The updated sector.</summary>
    public SectorId Updated { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await MakeParametersAsync("StackedDrgWindow2KiBV1_1");
        Scene = await Scene.StartAsync(options => options with { ParametersFolder = _folder["params"] });
        SectorId[] sectors = [.. Enumerable.Range(0, Sectors).Select(_ => Scene.Miner.Pledge())];
        await Scene.WaitForStateAsync(SectorState.Proving, sectors);
        Updated = sectors[1];
        string data = _folder["data"];
        await File.WriteAllBytesAsync(data, [.. Enumerable.Range(0, 2032).Select(i => (byte)i)]);
        Scene.Miner.SnapUp(Updated.Number, data);
        await Scene.WaitForStateAsync(SectorState.Proving, Updated);
        Assert.True(Scene.RecordOf(Updated).Update!.IsActive);
        Prover = Worker("prover", "--windowpost");
        await Prover.StartReadyAsync();
        // Behind this the parameters have been read, and the prover works on what it is asked for.
        Assert.Equal("", (await Scene.Miner.ProveWindowAsync(CancellationToken.None)).Error);
    }

    /// <summary>A further worker of the miner with the parameters.</summary>
    public WorkerProgram Worker(string name, string flag) => new(Scene.Folder.Path, Scene.MinerRepository, name)
    {
        TimeScale = 0.05,
        Arguments = [flag, "--no-local-storage", "--params", _folder["params"]],
    };

    /// <summary>Makes the parameters of a proof, which the miner verifies with too.</summary>
    public async Task MakeParametersAsync(string proof)
    {
        WorkerProgram maker = new(_folder.Path, _folder.Path, "maker");
        await maker.SucceedAsync("proofs", "params", "generate", "--post-proof-type", proof, "--dir", _folder["params"]);
    }

    /// <summary>The folders and files of a sector in the miner's path.</summary>
    public string FileOf(string typeFolder, SectorId sector) => Path.Combine(Scene.MinerRepository, "store", typeFolder, sector.ToString());

    /// <summary>Everything that a failure should show.</summary>
    public string Explain() => $"--- miner\n{Scene.MinerLog}\n--- prover\n{Prover.Log}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Prover is not null) await Prover.DisposeAsync();
        if (Scene is not null) await Scene.DisposeAsync();
        _folder.Dispose();
    }
}
