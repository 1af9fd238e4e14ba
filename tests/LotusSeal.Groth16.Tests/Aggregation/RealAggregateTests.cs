using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Groth16.Aggregation;

namespace LotusSeal.Groth16.Tests.Aggregation;

/// <summary>Non-interactive proofs of real sectors, whose keys are too large to have at hand: what holds without them.</summary>
public sealed class RealAggregateTests
{
    private const int Records = 24;

    [Fact]
    public void Their_lists_fold_to_what_was_committed_to()
    {
        string path = Repository.SharedOrSkip("vectors", "third-party", "rust-fil-proofs-seal_regression_records-v18.json.gz");
        using StreamReader lines = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        int seen = 0;
        while (lines.ReadLine() is { } line)
        {
            using JsonDocument record = JsonDocument.Parse(line);
            if (!record.RootElement.GetProperty("porep_config").GetProperty("api_features").EnumerateArray()
                .Any(feature => feature.GetString() == "NonInteractivePoRep")) continue;
            byte[] bytes = Bytes(record, "proof"), include = SHA256.HashData(Bytes(record, "comm_r"));
            AggregateProof proof = AggregateProof.Read(bytes);
            Assert.Equal(bytes, proof.ToBytes());
            Assert.True(Holds(proof, include, AggregationVersion.V2));
            Assert.False(Holds(proof, include, AggregationVersion.V1));
            Assert.False(Holds(proof, [.. include, 0], AggregationVersion.V2));
            seen++;
        }

        Assert.Equal(Records, seen);
    }

    private static bool Holds(AggregateProof proof, byte[] include, AggregationVersion version)
    {
        PairingChecks checks = new();
        return AggregateVerifier.TryAddLists(checks, proof.Remainder, new FoldedProof(proof, include, version)) && checks.Hold();
    }

    private static byte[] Bytes(JsonDocument record, string name) =>
        [.. record.RootElement.GetProperty(name).EnumerateArray().Select(one => one.GetByte())];
}
