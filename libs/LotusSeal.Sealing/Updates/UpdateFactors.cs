using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Updates;

/// <summary>The factors rho that data is multiplied with before it is added to the key: one for each run of nodes (porep.md 10.3).</summary>
public sealed class UpdateFactors
{
    private readonly Fr[] _factors;
    private readonly int _shift;

    private UpdateFactors(Fr[] factors, int shift) => (_factors, _shift) = (factors, shift);

    /// <summary>The factors of an update.</summary>
    /// <param name="rules">The rules of the sector's shape.</param>
    /// <param name="newCommD">CommD of the new data.</param>
    /// <param name="oldCommR">CommR of the key.</param>
    public static UpdateFactors Of(UpdateRules rules, CommD newCommD, CommR oldCommR)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Fr phi = UpdateHash.Phi(newCommD, oldCommR);
        Fr[] factors = new Fr[1 << rules.ChosenFactorBits];
        for (int i = 0; i < factors.Length; i++) factors[i] = UpdateHash.Compute(phi, Fr.FromUInt64((ulong)i));
        return new UpdateFactors(factors, rules.NodesLog2 - rules.ChosenFactorBits);
    }

    /// <summary>The factors that undo these.</summary>
    public UpdateFactors Inverse() => new([.. _factors.Select(factor => factor.Inverse())], _shift);

    /// <summary>The factor of a node.</summary>
    public Fr this[ulong node] => _factors[node >> _shift];

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
