using System.Text.Json.Nodes;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Reference;

/// <summary>The same random sectors through the reference implementation and through this one.</summary>
public sealed class DifferentialTests
{
    private static readonly ulong[][] Layouts = [[2032], [1016, 1016], [127, 127, 254, 508, 1016], [1016, 508, 127, 127, 254]];

    public static TheoryData<string, string> Cases => SealingBackends.With(["0", "5", "10", "15"]);

    [Theory, MemberData(nameof(Cases))]
    public async Task Random_sectors_come_out_identical(string backend, string proof)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"random seed {seed}");
        Random random = new(seed);
        using TemporaryFolder folder = new();
        if (ReferenceProcess.Locate(out string? reason) is not { } program)
        {
            Assert.Skip(reason!);
            return;
        }

        using ReferenceProcess reference = new(program, folder["parents"], ("RAYON_NUM_THREADS", "1"));
        for (int i = 0; i < 2; i++)
        {
            Run run = new(reference, folder[$"sector-{i}"], PoRepConfig.ForProof((RegisteredSealProof)int.Parse(proof)), random);
            Directory.CreateDirectory(folder[$"sector-{i}", "theirs"]);
            Directory.CreateDirectory(folder[$"sector-{i}", "ours"]);
            await run.CompareAsync(SealingBackends.Create(backend), Layouts[random.Next(Layouts.Length)]);
        }
    }

    private sealed class Run(ReferenceProcess reference, string folder, PoRepConfig config, Random random)
    {
        private readonly SealIdentity _sector = new(config, ProverId.FromMiner((ulong)random.NextInt64(1, long.MaxValue)), (ulong)random.NextInt64());
        private readonly SealTicket _ticket = new(RandomDigest(random));
        private readonly InteractiveSeed _seed = new(RandomDigest(random));
        private readonly SectorPaths _theirs = PathsIn(Path.Combine(folder, "theirs")), _ours = PathsIn(Path.Combine(folder, "ours"));

        public async Task CompareAsync(SealingBackend backend, ulong[] layout)
        {
            SectorSealer sealer = new(backend, new SealingOptions
            {
                Threads = 2,
                ParentsCacheDirectory = Path.Combine(folder, "parents"),
                RecordedCacheDirectory = _theirs.Cache
            });
            Directory.CreateDirectory(_theirs.Cache);
            List<PieceCommitment> pieces = await AddPiecesAsync(sealer, layout);

            PreCommit1Output output = await sealer.PreCommit1Async(new StagedSector(_sector, _ticket, _ours, pieces), null, SealedSector.Token);
            string theirOutput = Path.Combine(folder, "pc1.json");
            await reference.CallAsync("pc1", Sector(pieces,
                new() { ["staged"] = _theirs.Unsealed, ["ticket"] = $"{_ticket}", ["output"] = theirOutput }));
            Assert.Equal(await File.ReadAllTextAsync(theirOutput), System.Text.Encoding.UTF8.GetString(PreCommit1OutputJson.ToJson(output)));

            await AssertRefusesMarkedAsync(theirOutput);
            SealCommitments commitments = await sealer.PreCommit2Async(output, _ours, null, SealedSector.Token);
            (JsonNode? theirs, _) = await reference.CallAsync("pc2",
                new() { ["input"] = theirOutput, ["cache"] = _theirs.Cache, ["sealed"] = _theirs.Sealed });
            Assert.Equal(theirs!["comm_r"]!.GetValue<string>(), commitments.CommR.ToString());
            Assert.Equal(theirs!["comm_d"]!.GetValue<string>(), commitments.CommD.ToString());

            PreCommittedSector preCommitted = new(_sector, _ticket, _ours, commitments, pieces);
            JsonObject Known() => new() { ["ticket"] = $"{_ticket}", ["comm_r"] = $"{commitments.CommR}", ["comm_d"] = $"{commitments.CommD}" };
            if (config.Feature == PoRepFeature.SyntheticPoRep)
            {
                await reference.CallAsync("synth", Sector(pieces, Known()));
                await sealer.GenerateSyntheticProofsAsync(preCommitted, null, SealedSector.Token);
            }
            AssertSameFiles();
            JsonObject commit = Known();
            commit["seed"] = $"{_seed}";
            commit["output"] = Path.Combine(folder, "c1.json");
            await reference.CallAsync("c1", Sector(pieces, commit));
            byte[] json = await sealer.Commit1Async(preCommitted, _seed, null, SealedSector.Token);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, "c1.json")), json);
            sealer.VerifyCommit1(_sector, json);
            await CompareUnsealAsync(sealer, commitments);
        }

        private static SectorPaths PathsIn(string folder) =>
            new(Path.Combine(folder, "cache"), Path.Combine(folder, "sealed"), Path.Combine(folder, "unsealed"));

        private static Digest RandomDigest(Random random)
        {
            byte[] bytes = new byte[32];
            random.NextBytes(bytes);
            bytes[31] &= 0x3f;
            return new Digest(bytes);
        }

        private async Task<List<PieceCommitment>> AddPiecesAsync(SectorSealer sealer, ulong[] layout)
        {
            List<PieceCommitment> pieces = [];
            await using FileStream unsealed = new(_ours.Unsealed!, FileMode.Create, FileAccess.ReadWrite);
            PaddedSize offset = default;
            foreach (UnpaddedSize size in layout.Select(UnpaddedSize.OfPiece))
            {
                byte[] data = new byte[size.Bytes];
                random.NextBytes(data);
                string file = Path.Combine(folder, "piece");
                await File.WriteAllBytesAsync(file, data);
                (JsonNode? theirs, _) = await reference.CallAsync("add_piece", new()
                {
                    ["proof_type"] = config.RegisteredProof.ToString(),
                    ["file"] = file,
                    ["target"] = _theirs.Unsealed,
                    ["existing"] = new JsonArray([.. pieces.Select(piece => (JsonNode)piece.UnpaddedSize.Bytes)]),
                });
                pieces.Add(await sealer.WritePieceAsync(new MemoryStream(data), size, unsealed, offset, SealedSector.Token));
                Assert.Equal(theirs!["comm_p"]!.GetValue<string>(), pieces[^1].CommP.ToString());
                offset += size.ToPadded();
            }
            await unsealed.FlushAsync();
            Assert.Equal(await File.ReadAllBytesAsync(_theirs.Unsealed!), await ReadSharedAsync(_ours.Unsealed!));
            return pieces;
        }

        /// <summary>While a replica is written over the data tree-d is longer, and the reference does not take the one for the other.</summary>
        private async Task AssertRefusesMarkedAsync(string preCommit1Output)
        {
            using OverwriteMark mark = OverwriteMark.TryOpen(_theirs.Cache, config)!;
            mark.Set();
            InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => reference.CallAsync("pc2",
                new() { ["input"] = preCommit1Output, ["cache"] = _theirs.Cache, ["sealed"] = _theirs.Sealed }));
            Assert.Contains("Store is inconsistent", error.Message, StringComparison.Ordinal);
            OverwriteMark.Clear(_theirs.Cache, config);
        }

        private static async Task<byte[]> ReadSharedAsync(string path)
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes);
            return bytes;
        }

        private void AssertSameFiles()
        {
            Assert.Equal(Names(_theirs.Cache), Names(_ours.Cache));
            foreach (string name in Names(_theirs.Cache))
                Assert.True(File.ReadAllBytes(Path.Combine(_theirs.Cache, name)).AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(_ours.Cache, name))), $"{name} differs.");
            Assert.Equal(File.ReadAllBytes(_theirs.Sealed), File.ReadAllBytes(_ours.Sealed));

            static IEnumerable<string> Names(string directory) =>
                Directory.GetFiles(directory).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
        }

        private async Task CompareUnsealAsync(SectorSealer sealer, SealCommitments commitments)
        {
            int offset = 127 * random.Next(15), length = 127 * random.Next(1, 16 - offset / 127);
            string scratch = Path.Combine(folder, "scratch"), theirs = Path.Combine(folder, "their-range");
            Directory.CreateDirectory(scratch);
            await reference.CallAsync("unseal", Sector([], new()
            {
                ["cache"] = scratch,
                ["sealed"] = _ours.Sealed,
                ["output"] = theirs,
                ["comm_d"] = $"{commitments.CommD}",
                ["ticket"] = $"{_ticket}",
                ["offset"] = offset,
                ["length"] = length,
            }));
            using MemoryStream ours = new();
            SectorReplica replica = new(_sector, _ticket, commitments.CommD, _theirs.Sealed, scratch);
            await sealer.UnsealRangeAsync(replica, new DataRange((ulong)offset, (ulong)length), ours, null, SealedSector.Token);
            Assert.Equal(await File.ReadAllBytesAsync(theirs), ours.ToArray());
        }

        private JsonObject Sector(IEnumerable<PieceCommitment> pieces, JsonObject more)
        {
            more["proof_type"] = config.RegisteredProof.ToString();
            more["prover_id"] = $"{_sector.ProverId}";
            more["sector_id"] = _sector.SectorNumber;
            more["pieces"] =
                new JsonArray(
                [.. pieces.Select(piece => (JsonNode)new JsonObject { ["comm_p"] = $"{piece.CommP}", ["unpadded"] = piece.UnpaddedSize.Bytes })]);
            if (!more.ContainsKey("cache")) more["cache"] = _theirs.Cache;
            if (!more.ContainsKey("sealed")) more["sealed"] = _theirs.Sealed;
            return more;
        }
    }
}
