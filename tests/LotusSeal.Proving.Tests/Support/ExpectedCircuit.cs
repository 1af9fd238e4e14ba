using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>A circuit as the reference synthesized it.</summary>
/// <param name="json">Its counts and digests.</param>
internal sealed class ExpectedCircuit(JsonElement json)
{
    /// <summary>Constraints, public inputs and witness.</summary>
    public void AssertSynthesis(ICircuit circuit)
    {
        using ShapeDigest digest = new();
        ConstraintSystem system = new(digest);
        circuit.Synthesize(system);
        Assert.Equal(json.GetProperty("constraints").GetInt32(), system.Constraints);
        Assert.Equal(json.GetProperty("aux").GetInt32(), system.Aux.Count);
        Assert.Equal(json.GetProperty("inputs_sha256").GetString(), Digests.Of(system.Inputs));
        Assert.Equal(json.GetProperty("aux_sha256").GetString(), Digests.Of(system.Aux));
        Assert.Equal(json.GetProperty("digest").GetString(), Convert.ToHexStringLower(digest.Finish(system)));
    }

    /// <summary>Which variables are in which queries, and the values of all rows, which hold.</summary>
    public void AssertRows(Assignment assignment)
    {
        Assert.Equal(json.GetProperty("a_aux_density").GetInt32(), assignment.AuxInA.Length);
        Assert.Equal(json.GetProperty("b_aux_density").GetInt32(), assignment.AuxInB.Length);
        (Fr[] a, Fr[] b, Fr[] c) = assignment.Rows(assignment.RowCount);
        Assert.True(Enumerable.Range(0, a.Length).All(i => a[i] * b[i] == c[i]));
        Assert.Equal(json.GetProperty("a_evals_sha256").GetString(), Digests.Of(a));
        Assert.Equal(json.GetProperty("b_evals_sha256").GetString(), Digests.Of(b));
        Assert.Equal(json.GetProperty("c_evals_sha256").GetString(), Digests.Of(c));
    }

    /// <summary>What a prover divides the rows to.</summary>
    public void AssertQuotient(Assignment assignment)
    {
        Domain domain = Domain.Of(assignment.RowCount);
        (Fr[] a, Fr[] b, Fr[] c) = assignment.Rows(domain.Size);
        domain.Divide(a, b, c);
        Assert.Equal(json.GetProperty("h_sha256").GetString(), Digests.Of(a[..^1]));
    }
}
