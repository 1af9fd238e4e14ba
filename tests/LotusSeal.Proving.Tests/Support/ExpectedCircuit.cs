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

    /// <summary>Which variables are in which queries, the values of all rows, which hold, and what a prover divides them to.</summary>
    public void AssertRows(Assignment assignment, bool quotient)
    {
        Assert.Equal(json.GetProperty("a_aux_density").GetInt32(), assignment.AuxInA.Count);
        Assert.Equal(json.GetProperty("b_aux_density").GetInt32(), assignment.AuxInB.Count);
        int rows = assignment.RowCount;
        Domain domain = Domain.Of(rows);
        (Fr[] a, Fr[] b, Fr[] c) = (new Fr[domain.Size], new Fr[domain.Size], new Fr[domain.Size]);
        assignment.TakeRows().CopyTo(a, b, c, threads: 2);
        Assert.True(Enumerable.Range(0, a.Length).All(i => a[i] * b[i] == c[i]));
        Assert.Equal(json.GetProperty("a_evals_sha256").GetString(), Digests.Of(a[..rows]));
        Assert.Equal(json.GetProperty("b_evals_sha256").GetString(), Digests.Of(b[..rows]));
        Assert.Equal(json.GetProperty("c_evals_sha256").GetString(), Digests.Of(c[..rows]));
        if (!quotient) return;
        domain.Divide(a, b, c);
        Assert.Equal(json.GetProperty("h_sha256").GetString(), Digests.Of(a[..^1]));
    }
}
