using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Tests.Support;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Tests.Keys;

/// <summary>Files of parameters: what was written proves, and what is damaged is told by name.</summary>
public sealed class StoredParametersTests : IDisposable
{
    private const int KeyLength = 868 + 2 * 96;
    private static readonly SmallCircuit Circuit = new(Fr.FromUInt64(3), 100);
    private static readonly byte[] Content = Make();
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["some.params"];

    [Fact]
    public void Proofs_of_parameters_in_a_file_hold()
    {
        using StoredParameters stored = Open(Content);
        Blinding blinding = Blinding.Random();
        Proof proof = Prover.Prove(stored.Parameters, Circuit, blinding);
        Fr power = Circuit.Number;
        for (int i = 0; i < Circuit.Squares; i++) power = power.Square();
        Assert.True(new Verifier(stored.Parameters.VerifyingKey).Verify(proof, [power]));
        Assert.False(new Verifier(stored.Parameters.VerifyingKey).Verify(proof, [power + Fr.One]));
        Assert.Equal(proof, Prover.Prove(ParameterGenerator.Generate(Circuit, Secrets.OfPhrase("test")), Circuit, blinding));
        Assert.NotEqual(proof, Prover.Prove(stored.Parameters, Circuit, Blinding.Random()));
    }

    [Fact]
    public void A_file_that_must_not_be_written_is_enough()
    {
        System.IO.File.WriteAllBytes(File, Content);
        System.IO.File.SetAttributes(File, FileAttributes.ReadOnly);
        using StoredParameters stored = StoredParameters.Open(File);
        using MemoryStream again = new();
        stored.Parameters.Write(again);
        Assert.Equal(Content, again.ToArray());
    }

    [Fact]
    public void A_file_of_any_shorter_length_is_refused()
    {
        foreach (int length in (int[])[0, 1, 867, 868, KeyLength - 1, KeyLength, KeyLength + 3, KeyLength + 4, Content.Length / 2, Content.Length - 1])
            AssertRefused(Content[..length]);
    }

    [Theory]
    [InlineData(864, "verifying key")]
    [InlineData(KeyLength, "query H is said to have")]
    [InlineData(KeyLength + 4 + 127 * 96, "query L is said to have")]
    public void A_count_that_is_wrong_is_told(int offset, string reason)
    {
        byte[] content = [.. Content];
        content[offset] ^= 0x40;
        Assert.Contains(reason, AssertRefused(content).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_behind_the_parameters_are_told() =>
        Assert.Contains("1 bytes are behind", AssertRefused([.. Content, 0]).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_parameters_at_all_is_told()
    {
        AssertRefused([.. "{\"v28-some.params\": {}}"u8]);
        AssertRefused([.. Enumerable.Repeat("<html><body>504 Gateway Time-out</body></html>"u8.ToArray(), 100).SelectMany(bytes => bytes)]);
        AssertRefused(new byte[Content.Length]);
        Assert.ThrowsAny<IOException>(() => StoredParameters.Open(_folder["missing.params"]));
    }

    [Theory]
    [InlineData(KeyLength + 4 + 5 * 96 + 50, "of H", "not on the curve")]
    [InlineData(-1, "of B in the second group", "not on the curve")]
    public void A_point_off_the_curve_is_told_when_it_is_read(int offset, string query, string reason)
    {
        byte[] content = [.. Content];
        content[offset < 0 ? content.Length + offset : offset] ^= 1;
        AssertPoint(content, query, reason);
    }

    [Fact]
    public void A_point_at_infinity_is_told_when_it_is_read()
    {
        byte[] content = [.. Content];
        Span<byte> point = content.AsSpan(KeyLength + 4 + 96, 96);
        point.Clear();
        point[0] = 0x40;
        AssertPoint(content, "of H", "infinity");
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_read_is_told()
    {
        using StoredParameters stored = Open(Content);
        using (FileStream stream = new(File, FileMode.Open)) stream.SetLength(Content.Length - 100);
        string message = Assert.Throws<IOException>(() => Prover.Prove(stored.Parameters, Circuit, Blinding.Random())).Message;
        Assert.Contains(File, message, StringComparison.Ordinal);
        Assert.Contains("was cut", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_of_another_circuit_are_refused_before_anything_is_added_up()
    {
        using StoredParameters stored = Open(Content);
        foreach (SmallCircuit other in (SmallCircuit[])[Circuit with { Squares = 99 }, Circuit with { Squares = 1000 }])
        {
            string message = Assert.Throws<ArgumentException>(() => Prover.Prove(stored.Parameters, other, Blinding.Random())).Message;
            Assert.Contains("points, the circuit", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_proof_can_be_stopped_and_tells_how_far_it_is()
    {
        using StoredParameters stored = Open(Content);
        using CancellationTokenSource stop = new();
        Steps steps = new(step => { if (step.Step == "sum L") stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => Prover.Prove(stored.Parameters, Circuit, Blinding.Random(), steps, cancellationToken: stop.Token));
        steps.Seen.Clear();
        await stop.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => Prover.Prove(stored.Parameters, Circuit, Blinding.Random(), steps, cancellationToken: stop.Token));
        Assert.Empty(steps.Seen);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Make()
    {
        using MemoryStream stream = new();
        ParameterGenerator.Generate(Circuit, Secrets.OfPhrase("test")).Write(stream);
        return stream.ToArray();
    }

    private StoredParameters Open(byte[] content)
    {
        System.IO.File.WriteAllBytes(File, content);
        return StoredParameters.Open(File);
    }

    private FormatException AssertRefused(byte[] content)
    {
        FormatException error = Assert.Throws<FormatException>(() => Open(content).Dispose());
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
        return error;
    }

    private void AssertPoint(byte[] content, string query, string reason)
    {
        using StoredParameters stored = Open(content);
        string message = Assert.Throws<FormatException>(() => Prover.Prove(stored.Parameters, Circuit, Blinding.Random())).Message;
        foreach (string part in (string[])[File, query, reason]) Assert.Contains(part, message, StringComparison.Ordinal);
    }

    private sealed class Steps(Action<ProvingProgress> then) : IProgress<ProvingProgress>
    {
        public List<ProvingProgress> Seen { get; } = [];

        public void Report(ProvingProgress value)
        {
            Seen.Add(value);
            then(value);
        }
    }
}
