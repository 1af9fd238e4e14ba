using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Tests.Support;

/// <summary>Proofs that the reference made and accepted, of one circuit.</summary>
/// <param name="Name">Case and kind.</param>
/// <param name="Key">The key of their circuit.</param>
/// <param name="Proofs">192 bytes each.</param>
/// <param name="Inputs">The public inputs of each, without ONE.</param>
internal sealed record ProofVector(string Name, byte[] Key, byte[][] Proofs, Fr[][] Inputs)
{
    private static readonly Lazy<ProofVector[]> Read = new(ReadAll);

    public static ProofVector[] All => Read.Value;

    public static ProofVector Find(string name) => All.Single(vector => vector.Name == name);

    public Verifier Verifier() => new(VerifyingKey.Read(Key, out _));

    private static ProofVector[] ReadAll()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("groth16", "proofs.json")));
        return [.. document.RootElement.EnumerateArray().Select(one => new ProofVector(
            one.GetProperty("name").GetString()!,
            File.ReadAllBytes(Repository.Vector("groth16", one.GetProperty("key").GetString()!)),
            [.. one.GetProperty("partitions").EnumerateArray().Select(part => Convert.FromHexString(part.GetProperty("proof").GetString()!))],
            [.. one.GetProperty("partitions").EnumerateArray().Select(part => (Fr[])[.. part.GetProperty("inputs").EnumerateArray()
                .Select(input => Fr.Read(Convert.FromHexString(input.GetString()!)))])]))];
    }
}
