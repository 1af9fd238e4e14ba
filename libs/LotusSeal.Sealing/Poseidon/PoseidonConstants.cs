using System.Collections.Concurrent;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Poseidon;

/// <summary>Everything that fixes Poseidon of one arity, in the optimised form (porep.md 4.2, 4.3).</summary>
/// <remarks>Computed once per arity from the definition; native and GPU backends may load <see cref="Write"/>'s bytes.</remarks>
public sealed class PoseidonConstants
{
    /// <summary>Full rounds, half of them before the partial ones.</summary>
    public const int FullRounds = 8;

    private const int HalfFullRounds = FullRounds / 2;
    private static readonly ConcurrentDictionary<int, PoseidonConstants> Cache = new();

    private readonly Fr[] _rounds;
    private readonly Fr[] _compressed;
    private readonly FrMatrix _mixing;
    private readonly FrMatrix _preSparse;
    private readonly Fr[] _sparse;

    private PoseidonConstants(int arity)
    {
        Arity = arity;
        Width = arity + 1;
        PartialRounds = arity switch
        {
            2 => 55,
            4 => 56,
            8 or 11 => 57,
            _ => throw new ArgumentOutOfRangeException(nameof(arity), arity,
                $"Poseidon of arity {arity} is not used in sealing; known are 2, 4, 8 and 11."),
        };
        GrainSequence grain = new(Width, FullRounds, PartialRounds);
        _rounds = new Fr[(FullRounds + PartialRounds) * Width];
        for (int i = 0; i < _rounds.Length; i++) _rounds[i] = grain.NextElement();
        _mixing = FrMatrix.Cauchy(Width);
        _compressed = Compress();
        (_preSparse, _sparse) = Factorise();
    }

    /// <summary>Number of inputs.</summary>
    public int Arity { get; }

    /// <summary>Elements of the state: arity + 1.</summary>
    public int Width { get; }

    /// <summary>Rounds with one S-box.</summary>
    public int PartialRounds { get; }

    /// <summary>The first state element of a Merkle tree hash: 2^arity - 1.</summary>
    public Fr MerkleTag => Fr.FromUInt64((1UL << Arity) - 1);

    /// <summary>The plain round constants, Width per round.</summary>
    public ReadOnlySpan<Fr> Rounds => _rounds;

    /// <summary>8·Width + PartialRounds constants of the optimised form.</summary>
    public ReadOnlySpan<Fr> Compressed => _compressed;

    /// <summary>The mixing matrix, row by row.</summary>
    public ReadOnlySpan<Fr> Mixing => _mixing.Values;

    /// <summary>The matrix of the last full round before the partial ones.</summary>
    public ReadOnlySpan<Fr> PreSparse => _preSparse.Values;

    /// <summary>For each partial round the first column (Width values), then the rest of the first row (Width - 1 values).</summary>
    public ReadOnlySpan<Fr> Sparse => _sparse;

    /// <summary>The constants of an arity: 2, 4, 8 or 11.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another arity.</exception>
    public static PoseidonConstants ForArity(int arity) => Cache.GetOrAdd(arity, static a => new PoseidonConstants(a));

    /// <summary>Compressed constants, mixing, pre-sparse and sparse matrices as Montgomery limbs, little-endian.</summary>
    public byte[] Write()
    {
        Fr[] all = [.. _compressed, .. _mixing.Values, .. _preSparse.Values, .. _sparse];
        byte[] bytes = new byte[all.Length * Fr.Size];
        for (int i = 0; i < all.Length; i++) all[i].WriteLimbs(bytes.AsSpan(i * Fr.Size));
        return bytes;
    }

    private ReadOnlySpan<Fr> Round(int index) => _rounds.AsSpan(index * Width, Width);

    /// <summary>Moves each addition behind the S-box before it, so that partial rounds add one value only.</summary>
    private Fr[] Compress()
    {
        FrMatrix inverse = _mixing.Inverse();
        List<Fr> result = [.. Round(0)];
        for (int round = 1; round < HalfFullRounds; round++) result.AddRange(inverse.Multiply(Round(round)));

        int final = HalfFullRounds + PartialRounds;
        Fr[] accumulator = Round(final).ToArray();
        Fr[] scalars = new Fr[PartialRounds];
        for (int i = 0; i < PartialRounds; i++)
        {
            Fr[] moved = inverse.Multiply(accumulator);
            scalars[PartialRounds - 1 - i] = moved[0];
            moved[0] = Fr.Zero;
            ReadOnlySpan<Fr> before = Round(final - 1 - i);
            for (int j = 0; j < Width; j++) accumulator[j] = before[j] + moved[j];
        }
        result.AddRange(inverse.Multiply(accumulator));
        result.AddRange(scalars);
        for (int i = 1; i < HalfFullRounds; i++) result.AddRange(inverse.Multiply(Round(final + i)));
        return [.. result];
    }

    /// <summary>Splits the mixing matrix into one sparse matrix per partial round and the pre-sparse rest.</summary>
    /// <remarks>
    /// With M = (a, v; w, N) the rest of k rounds is M · (1, 0; 0, N^k) = (a, v · N^k; w, N^(k+1)). So a round's column is that of the round after it
    /// times N^-1, its row that row times N, and no round needs an inverse of its own.
    /// </remarks>
    private (FrMatrix PreSparse, Fr[] Sparse) Factorise()
    {
        int stride = 2 * Width - 1;
        Fr[] sparse = new Fr[PartialRounds * stride], column = new Fr[Width - 1], row = new Fr[Width - 1];
        FrMatrix minor = _mixing.Minor(), inverse = minor.Inverse();
        for (int i = 1; i < Width; i++) (column[i - 1], row[i - 1]) = (_mixing[i, 0], _mixing[0, i]);
        for (int round = PartialRounds - 1; round >= 0; round--)
        {
            column = inverse.Multiply(column);
            Span<Fr> target = sparse.AsSpan(round * stride, stride);
            target[0] = _mixing[0, 0];
            column.CopyTo(target[1..]);
            row.CopyTo(target[Width..]);
            row = minor.MultiplyLeft(row);
        }

        FrMatrix rest = FrMatrix.Identity(Width), power = minor.Power(PartialRounds);
        for (int i = 1; i < Width; i++)
            for (int j = 1; j < Width; j++)
                rest[i, j] = power[i - 1, j - 1];
        return (_mixing.Multiply(rest), sparse);
    }
}
