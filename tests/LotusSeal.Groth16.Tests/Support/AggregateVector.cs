using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Tests.Support;

/// <summary>An aggregate that the reference made, of proofs of one circuit of two sets of inputs, which take turns.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="Version">How its challenges were drawn.</param>
/// <param name="Proofs">Its proofs, the last one repeated up to a power of two.</param>
/// <param name="Inputs">Their public inputs.</param>
/// <param name="Include">What it is bound to.</param>
/// <param name="Bytes">The aggregate.</param>
internal sealed record AggregateVector(string Name, AggregationVersion Version, Proof[] Proofs, Fr[][] Inputs, byte[] Include, byte[] Bytes)
{
    private static readonly Lazy<AggregateVector[]> Read = new(ReadAll);

    public static AggregateVector[] All => Read.Value;

    public static AggregateVector Find(string name) => All.Single(vector => vector.Name == name);

    /// <summary>The key of aggregates whose secrets are known, of 32 proofs at most.</summary>
    public static FileStream OpenKey() => File.OpenRead(Repository.Vector("snarkpack", "test.srs"));

    public AggregationKey Key()
    {
        using FileStream file = OpenKey();
        return AggregationKey.ReadToAggregate(file, Proofs.Length);
    }

    private static AggregateVector[] ReadAll()
    {
        using JsonDocument proofs = Document("proofs.json"), more = Document("padded.json");
        JsonElement root = proofs.RootElement;
        Proof[] all = [.. root.GetProperty("proofs").EnumerateArray().Select(one => Proof.Read(Hex(one)))];
        Fr[][] inputs = [.. root.GetProperty("inputs").EnumerateArray()
            .Select(row => (Fr[])[.. row.EnumerateArray().Select(input => Fr.Read(Hex(input)))])];
        byte[] include = Hex(root.GetProperty("transcript_include"));
        AggregateVector Of(string name, JsonElement one, int[] indices, byte[] bound)
        {
            int count = one.TryGetProperty("padded_to", out JsonElement padded) ? padded.GetInt32() : AggregateProof.CountFor(indices.Length);
            int[] repeated = [.. indices, .. Enumerable.Repeat(indices[^1], count - indices.Length)];
            return new AggregateVector(name, Enum.Parse<AggregationVersion>(one.GetProperty("version").GetString()!),
                [.. repeated.Select(index => all[index])], [.. repeated.Select(index => inputs[index % inputs.Length])], bound,
                Hex(one.GetProperty("aggregate")));
        }

        return [
            .. root.GetProperty("aggregates").EnumerateArray().Select(one => Of($"{one.GetProperty("proofs")} {one.GetProperty("version")}", one,
                [.. Enumerable.Range(0, one.GetProperty("proofs").GetInt32())], include)),
            .. more.RootElement.EnumerateObject().Where(kind => kind.Value.ValueKind == JsonValueKind.Array)
                .SelectMany(kind => kind.Value.EnumerateArray())
                .Select(one => Of(one.GetProperty("name").GetString()!, one,
                    [.. one.GetProperty("proofs").EnumerateArray().Select(index => index.GetInt32())], Hex(one.GetProperty("include")))),
        ];
    }

    private static JsonDocument Document(string name) => JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("snarkpack", name)));

    private static byte[] Hex(JsonElement value) => Convert.FromHexString(value.GetString()!);
}
