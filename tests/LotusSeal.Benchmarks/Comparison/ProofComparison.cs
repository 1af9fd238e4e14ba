using System.Text.Json.Nodes;
using LotusSeal.Benchmarks.Start;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>
/// Makes the proofs of one 2 KiB sector with our program and with the reference, whole processes in turn, from the same parameters. Each side
/// verifies the other's proof; only then do the times count.
/// </summary>
/// <param name="worker">Our program.</param>
/// <param name="referenceProgram">The reference.</param>
/// <param name="parameters">Folder of parameters of 2 KiB; what lacks is made.</param>
/// <param name="workFolder">Scratch.</param>
internal sealed class ProofComparison(WorkerCommands worker, string referenceProgram, string parameters, string workFolder)
{
    private const string SealProof = "StackedDrg2KiBV1_1", UpdateProof = "StackedDrg2KiBV1", WindowProof = "StackedDrgWindow2KiBV1_1";
    private const string Miner = "1000", Sector = "7";
    private static readonly string Ticket = SampleSector.Ticket.ToString(), Seed = SampleSector.Seed.ToString();

    /// <summary>Times parameters, Commit2, ProveReplicaUpdate2 and verification; memory is the largest of a process.</summary>
    public async Task<IReadOnlyList<Measurements>> RunAsync(int runs)
    {
        string folder = Fresh("proofs"), sector = Path.Combine(folder, "sector");
        await PrepareAsync(folder, sector);
        Measurements windowParameters = new("window parameters, 2 KiB", "0.3"), commit2 = new("2 KiB C2", "0.4, 0.6 without IFMA");
        Measurements commit2Memory = new("2 KiB C2, peak MB", "0.4"), update = new("2 KiB PR2", "0.4, 0.6 without IFMA");
        Measurements updateMemory = new("2 KiB PR2, peak MB", "0.4"), verification = new("verify a proof of 2 KiB", "1");
        for (int run = 0; run < runs; run++)
        {
            await CompareParametersAsync(windowParameters);
            await CompareCommit2Async(sector, commit2, commit2Memory, verification);
            await CompareUpdateAsync(sector, update, updateMemory);
        }

        return [windowParameters, commit2, commit2Memory, update, updateMemory, verification];
    }

    private async Task PrepareAsync(string folder, string sector)
    {
        Directory.CreateDirectory(parameters);
        if (!Directory.EnumerateFiles(parameters, "v28-stacked-proof-of-replication-*.vk").Any())
            await worker.RunAsync("proofs", "params", "generate", "--proof-type", SealProof, "--dir", parameters);
        if (!Directory.EnumerateFiles(parameters, "v28-empty-sector-update-*.vk").Any())
            await worker.RunAsync("proofs", "params", "generate", "--update-proof-type", UpdateProof, "--dir", parameters);
        byte[] data = new byte[2032];
        new Random(20).NextBytes(data);
        string piece = Path.Combine(folder, "piece");
        await File.WriteAllBytesAsync(piece, data);
        await worker.RunAsync("proofs", "seal", "--proof-type", SealProof, "--miner", Miner, "--sector", Sector, "--ticket", Ticket, "--seed", Seed,
            "--out", sector);
        await worker.RunAsync("proofs", "update", "encode", "--dir", sector, "--piece", piece);
        await worker.RunAsync("proofs", "update", "prove1", "--dir", sector);
    }

    private async Task CompareParametersAsync(Measurements seconds)
    {
        string ours = Fresh("parameters-ours"), theirs = Fresh("parameters-reference");
        seconds.AddOurs((await worker.RunAsync("proofs", "params", "generate", "--post-proof-type", WindowProof, "--insecure-secrets", "porep-vector",
            "--dir", ours)).Seconds);
        using ReferenceProcess reference = new(referenceProgram, Fresh("parents"), ("FIL_PROOFS_PARAMETER_CACHE", theirs));
        // The reference's name of the version that Lotus calls V1_1.
        JsonObject request = new() { ["kind"] = "post", ["proof_type"] = "StackedDrgWindow2KiBV1_2" };
        seconds.AddReference((await reference.CallAsync("params", request)).Seconds);
        foreach (string file in Directory.EnumerateFiles(ours))
        {
            if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(theirs, Path.GetFileName(file)))))
                throw new InvalidOperationException($"{Path.GetFileName(file)} differs.");
        }
    }

    private async Task CompareCommit2Async(string sector, Measurements seconds, Measurements memory, Measurements verification)
    {
        string input = Path.Combine(sector, "c1-output.json");
        JsonObject state = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(sector, "sector.json")))!.AsObject();
        string commR = (string)state["comm_r"]!, commD = (string)state["comm_d"]!;
        CommandResult ours = await worker.RunAsync("proofs", "c2", "--c1", input, "--miner", Miner, "--sector", Sector, "--params", parameters,
            "--json");
        using ReferenceProcess reference = Reference();
        JsonObject request = new() { ["input"] = input, ["prover_id"] = SampleSector.Prover.ToString(), ["sector_id"] = int.Parse(Sector) };
        (JsonNode? answer, double referenceSeconds) = await reference.CallAsync("c2", request);
        seconds.AddOurs(ours.Seconds);
        seconds.AddReference(referenceSeconds);
        memory.AddOurs(ours.PeakBytes / 1e6);
        memory.AddReference(ProcessProbe.PeakBytes(reference.Id) / 1e6);

        JsonObject verify = new()
        {
            ["proof_type"] = SealProof,
            ["comm_r"] = commR,
            ["comm_d"] = commD,
            ["prover_id"] = SampleSector.Prover.ToString(),
            ["sector_id"] = int.Parse(Sector),
            ["ticket"] = Ticket,
            ["seed"] = Seed,
            ["proof"] = ProofOf(ours),
        };
        verification.AddReference(await RequireHoldsAsync(reference, "verify_seal", verify));
        verification.AddOurs(SealVerification.Seconds(parameters, commR, commD, (string)answer!["proof"]!));
    }

    private async Task CompareUpdateAsync(string sector, Measurements seconds, Measurements memory)
    {
        JsonNode state = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(sector, "update.json")))!;
        JsonArray vanilla = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(sector, "update-proofs.json")))!.AsArray();
        CommandResult ours = await worker.RunAsync("proofs", "update", "prove2", "--dir", sector, "--params", parameters, "--json");
        using ReferenceProcess reference = Reference();
        JsonObject Request() => new()
        {
            ["proof_type"] = UpdateProof,
            ["comm_r_old"] = (string)state["old_comm_r"]!,
            ["comm_r_new"] = (string)state["comm_r"]!,
            ["comm_d_new"] = (string)state["comm_d"]!,
        };
        JsonObject prove = Request(), verify = Request();
        prove["vanilla_proofs"] = new JsonArray([.. vanilla.Select(proof =>
            (JsonNode)Convert.ToHexStringLower(Convert.FromBase64String((string)proof!)))]);
        (JsonNode? answer, double referenceSeconds) = await reference.CallAsync("update_prove2", prove);
        seconds.AddOurs(ours.Seconds);
        seconds.AddReference(referenceSeconds);
        memory.AddOurs(ours.PeakBytes / 1e6);
        memory.AddReference(ProcessProbe.PeakBytes(reference.Id) / 1e6);
        verify["proof"] = ProofOf(ours);
        await RequireHoldsAsync(reference, "update_verify2", verify);
        await worker.RunAsync("proofs", "update", "verify", "--proof-type", SealProof, "--old-comm-r", (string)state["old_comm_r"]!, "--comm-r",
            (string)state["comm_r"]!, "--comm-d", (string)state["comm_d"]!, "--proof", (string)answer!["proof"]!, "--params", parameters);
    }

    private ReferenceProcess Reference() => new(referenceProgram, Fresh("parents"), ("FIL_PROOFS_PARAMETER_CACHE", parameters));

    /// <summary>The median seconds of verifications in one process; the first reads the key.</summary>
    private static async Task<double> RequireHoldsAsync(ReferenceProcess reference, string call, JsonObject request)
    {
        double[] seconds = new double[SealVerification.Runs];
        for (int i = 0; i < seconds.Length; i++)
        {
            (JsonNode? holds, seconds[i]) = await reference.CallAsync(call, request.DeepClone().AsObject());
            if (!(bool)holds!) throw new InvalidOperationException($"The reference does not accept our proof ({call}).");
        }

        return seconds.Order().ElementAt(seconds.Length / 2);
    }

    private static string ProofOf(CommandResult result) => (string)JsonNode.Parse(result.Output)!["proof"]!;

    private string Fresh(string name)
    {
        string path = Path.Combine(workFolder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }
}
