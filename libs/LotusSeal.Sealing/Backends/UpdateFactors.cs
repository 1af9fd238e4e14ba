using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Backends;

/// <summary>The factors rho that data is multiplied with before it is added to the key: one for each run of nodes (porep.md 10.3).</summary>
public sealed class UpdateFactors
{
    private readonly Fr[] _factors;

    /// <summary>Takes the factors.</summary>
    /// <param name="factors">One for each run of nodes, in order.</param>
    /// <param name="runLog2">Binary logarithm of the nodes of a run.</param>
    public UpdateFactors(Fr[] factors, int runLog2) => (_factors, RunLog2) = (factors, runLog2);

    /// <summary>One for each run of nodes, in order.</summary>
    public ReadOnlySpan<Fr> Values => _factors;

    /// <summary>Binary logarithm of the nodes of a run.</summary>
    public int RunLog2 { get; }

    /// <summary>The factors whose products undo those of these.</summary>
    public UpdateFactors Inverse() => new([.. _factors.Select(factor => factor.Inverse())], RunLog2);

    /// <summary>The factors whose products take data out again that was added with these.</summary>
    public UpdateFactors Negative() => new([.. _factors.Select(factor => -factor)], RunLog2);

    /// <summary>The factor of a node.</summary>
    public Fr this[ulong node] => _factors[node >> RunLog2];

    /// <summary>product[i] = nodes[i] · rho of node first + i.</summary>
    /// <param name="first">Index of the first node in the sector.</param>
    /// <param name="nodes">Canonical field elements.</param>
    /// <param name="products">Receives as many; may be <paramref name="nodes"/>.</param>
    public void Multiply(ulong first, ReadOnlySpan<byte> nodes, Span<byte> products)
    {
        for (int at = 0; at < nodes.Length; at += Fr.Size, first++)
            Fr.MultiplyCanonical(nodes.Slice(at, Fr.Size), this[first], products.Slice(at, Fr.Size));
    }
}
