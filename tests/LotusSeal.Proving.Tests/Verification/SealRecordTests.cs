using System.IO.Compression;
using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Proving.Tests.Verification;

/// <summary>Records of real proofs that others keep; they need the keys of the network.</summary>
public sealed class SealRecordTests
{
    [Theory]
    [InlineData("rust-fil-proofs-seal_regression_records-v16.json.gz")]
    [InlineData("rust-fil-proofs-seal_regression_records-v18.json.gz")]
    public void Every_record_with_a_key_holds(string file)
    {
        string records = Repository.SharedOrSkip("vectors", "third-party", file);
        using StreamReader lines = new(new GZipStream(File.OpenRead(records), CompressionMode.Decompress));
        string folder = Environment.GetEnvironmentVariable("FIL_PROOFS_PARAMETER_CACHE") ?? "/var/tmp/filecoin-proof-parameters";
        int verified = 0;
        while (lines.ReadLine() is { } line)
        {
            using JsonDocument record = JsonDocument.Parse(line);
            JsonElement config = record.RootElement.GetProperty("porep_config");
            PoRepConfig shape = Config(config);
            string path = Path.Combine(folder, $"{SealCircuit.FileName(shape)}.vk");
            if (shape.Feature == PoRepFeature.NonInteractivePoRep || !File.Exists(path)) continue;
            byte[] key = File.ReadAllBytes(path);
            // Keys that tests of provers make have the same names.
            if (!PublishedParameters.IsPublished(Path.GetFileName(path), key)) continue;
            SealIdentity sector = new(shape, Digest(record, "prover_id"), record.RootElement.GetProperty("sector_id").GetUInt64());
            SealStatement statement = new(new SealCommitments(new CommR(Digest(record, "comm_r")), new CommD(Digest(record, "comm_d"))),
                new SealTicket(Digest(record, "ticket")), new InteractiveSeed(Digest(record, "seed")));
            byte[] proof = [.. record.RootElement.GetProperty("proof").EnumerateArray().Select(one => one.GetByte())];
            Assert.True(new SealVerifier(VerifyingKey.Read(key, out _), shape).Verify(sector, statement, proof), line[..80]);
            verified++;
        }

        Assert.SkipWhen(verified == 0, $"the keys of the network are not at hand (folder {folder}, set FIL_PROOFS_PARAMETER_CACHE to another one)");
    }

    private static PoRepConfig Config(JsonElement config)
    {
        string[] features = [.. config.GetProperty("api_features").EnumerateArray().Select(feature => feature.GetString()!)];
        return PoRepConfig.ForShape(config.GetProperty("sector_size").GetUInt64(), DigestOf(config.GetProperty("porep_id")),
            Enum.Parse<ApiVersion>(config.GetProperty("api_version").GetString()!),
            features.Length == 0 ? PoRepFeature.Interactive : Enum.Parse<PoRepFeature>(features.Single()));
    }

    private static Digest Digest(JsonDocument record, string name) => DigestOf(record.RootElement.GetProperty(name));

    private static Digest DigestOf(JsonElement numbers) => new([.. numbers.EnumerateArray().Select(one => one.GetByte())]);
}
