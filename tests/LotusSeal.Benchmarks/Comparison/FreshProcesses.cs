using System.Text.Json.Nodes;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>
/// Times the short steps of a sector, a process for each: what a program pays before its first hash is in them. Ours and the reference in turn, over
/// the same files; CommP and the Commit1 JSON must be equal.
/// </summary>
/// <param name="worker">Our program, as it is shipped.</param>
/// <param name="referenceProgram">The reference.</param>
/// <param name="workFolder">Scratch.</param>
internal sealed class FreshProcesses(WorkerCommands worker, string referenceProgram, string workFolder)
{
    private const string Miner = "1000";
    private static readonly string SectorNumber = $"{SampleSector.Number}";

    /// <summary>Times AddPiece and Commit1; seconds are those of the step, and of ours of the whole process too.</summary>
    public async Task<IReadOnlyList<Measurements>> RunAsync(SampleSector sector, int runs)
    {
        string size = $"{sector.Config.SectorSize >> 20} MiB";
        Measurements addPiece = new($"{size} AP, fresh process", "0.8"), commit1 = new($"{size} C1, fresh process", "0.05 s");
        Measurements wholeAddPiece = new($"{size} add-piece, from exec to exit", ""), wholeCommit1 = new($"{size} c1, from exec to exit", "");
        string sealedFolder = Path.Combine(workFolder, "process-sealed");
        await AddPieceAsync(sector, sealedFolder);
        await worker.RunAsync("proofs", "pc1", "--out", sealedFolder, "--ticket", SampleSector.Ticket.ToString());
        JsonNode report = Report(await worker.RunAsync("proofs", "pc2", "--out", sealedFolder, "--json"));
        for (int run = 0; run < runs; run++)
        {
            await CompareAddPieceAsync(sector, addPiece, wholeAddPiece);
            // Another seed makes another proof.
            await CompareCommit1Async(sector, sealedFolder, report, $"{run:x2}".PadRight(2 * Digest.Size, '3'), commit1, wholeCommit1);
        }

        return [addPiece, wholeAddPiece, commit1, wholeCommit1];
    }

    private async Task CompareAddPieceAsync(SampleSector sector, Measurements step, Measurements whole)
    {
        string target = Path.Combine(workFolder, "process-staged");
        File.Delete(target);
        using ReferenceProcess reference = Reference();
        JsonObject request = new()
        {
            ["proof_type"] = sector.Proof.ToString(),
            ["file"] = sector.PieceFile,
            ["target"] = target,
            ["existing"] = new JsonArray(),
        };
        (JsonNode? answer, double seconds) = await reference.CallAsync("add_piece", request);
        CommandResult ours = await AddPieceAsync(sector, Fresh("process-added"));
        JsonNode report = Report(ours);
        RequireEqual("CommP", (string)report["pieces"]![0]!["comm_p"]!, (string)answer!["comm_p"]!);
        Add(step, (double)report["seconds"]!["add_piece"]!, seconds);
        Add(whole, ours.Seconds, seconds);
    }

    private async Task CompareCommit1Async(SampleSector sector, string folder, JsonNode report, string seed, Measurements step, Measurements whole)
    {
        CommandResult ours = await worker.RunAsync("proofs", "c1", "--out", folder, "--seed", seed, "--json");
        string output = Path.Combine(workFolder, "process-c1.json");
        JsonObject request = sector.Request(Path.Combine(folder, "cache"), Path.Combine(folder, "sealed"));
        request["seed"] = seed;
        request["comm_r"] = (string)report["comm_r"]!;
        request["comm_d"] = (string)report["comm_d"]!;
        request["output"] = output;
        using ReferenceProcess reference = Reference();
        double seconds = (await reference.CallAsync("c1", request)).Seconds;
        RequireEqual("the Commit1 output", await File.ReadAllTextAsync(Path.Combine(folder, "c1-output.json")), await File.ReadAllTextAsync(output));
        Add(step, (double)Report(ours)["seconds"]!["c1"]!, seconds);
        Add(whole, ours.Seconds, seconds);
    }

    private Task<CommandResult> AddPieceAsync(SampleSector sector, string folder) => worker.RunAsync("proofs", "add-piece", "--proof-type",
        sector.Proof.ToString(), "--miner", Miner, "--sector", SectorNumber, "--out", folder, "--piece", sector.PieceFile, "--json");

    private ReferenceProcess Reference() => new(referenceProgram, Path.Combine(workFolder, "process-parents"));

    private static void Add(Measurements measurements, double ours, double reference)
    {
        measurements.AddOurs(ours);
        measurements.AddReference(reference);
    }

    private static JsonNode Report(CommandResult result) => JsonNode.Parse(result.Output)!;

    private static void RequireEqual(string what, string ours, string reference)
    {
        if (ours != reference) throw new InvalidOperationException($"{what} differs.");
    }

    private string Fresh(string name)
    {
        string path = Path.Combine(workFolder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return path;
    }
}
