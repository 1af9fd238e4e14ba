using System.Runtime.CompilerServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Poseidon;

/// <summary>Poseidon of one arity (porep.md 4.2), through the optimised constants. Thread-safe.</summary>
public sealed class PoseidonHasher(int arity)
{
    private const int MaxWidth = 12;
    private readonly PoseidonConstants _constants = PoseidonConstants.ForArity(arity);

    /// <summary>Number of inputs.</summary>
    public int Arity => arity;

    /// <summary>The Merkle tree hash of canonical nodes.</summary>
    /// <param name="nodes">arity · 32 bytes.</param>
    /// <param name="digest">Receives 32 bytes; may overlap <paramref name="nodes"/>.</param>
    /// <exception cref="ArgumentException">A node is not canonical.</exception>
    public void Hash(ReadOnlySpan<byte> nodes, Span<byte> digest)
    {
        Span<Fr> inputs = stackalloc Fr[MaxWidth];
        for (int i = 0; i < arity; i++) inputs[i] = Fr.Read(nodes.Slice(i * Fr.Size, Fr.Size));
        Hash(inputs[..arity], _constants.MerkleTag).Write(digest);
    }

    /// <summary>The Merkle tree hash of two nodes; for comm_r.</summary>
    public static Digest HashPair(Digest left, Digest right)
    {
        Span<byte> nodes = stackalloc byte[2 * Digest.Size];
        left.Span.CopyTo(nodes);
        right.Span.CopyTo(nodes[Digest.Size..]);
        new PoseidonHasher(2).Hash(nodes, nodes[..Digest.Size]);
        return new Digest(nodes[..Digest.Size]);
    }

    /// <summary>The hash of field elements under a domain tag.</summary>
    [SkipLocalsInit]
    public Fr Hash(ReadOnlySpan<Fr> inputs, Fr tag)
    {
        int width = _constants.Width;
        Span<Fr> buffer = stackalloc Fr[2 * MaxWidth];
        Span<Fr> state = buffer[..width], next = buffer.Slice(MaxWidth, width);
        state[0] = tag;
        inputs.CopyTo(state[1..]);

        ReadOnlySpan<Fr> constants = _constants.Compressed;
        for (int i = 0; i < width; i++) state[i] += constants[i];
        constants = constants[width..];
        for (int round = 0; round < PoseidonConstants.FullRounds / 2; round++)
        {
            FullSBox(state, ref constants);
            Mix(state, next, round == PoseidonConstants.FullRounds / 2 - 1 ? _constants.PreSparse : _constants.Mixing);
        }
        PartialRounds(state, ref constants);
        for (int round = 0; round < PoseidonConstants.FullRounds / 2; round++)
        {
            FullSBox(state, ref constants);
            Mix(state, next, _constants.Mixing);
        }
        return state[1];
    }

    /// <summary>x^5 on every element, then the next constants; the very last S-box has none left to add.</summary>
    private static void FullSBox(scoped Span<Fr> state, ref ReadOnlySpan<Fr> constants)
    {
        for (int i = 0; i < state.Length; i++) state[i] = state[i].Quintic();
        if (constants.IsEmpty) return;
        for (int i = 0; i < state.Length; i++) state[i] += constants[i];
        constants = constants[state.Length..];
    }

    private void PartialRounds(scoped Span<Fr> state, ref ReadOnlySpan<Fr> constants)
    {
        int width = state.Length;
        ReadOnlySpan<Fr> sparse = _constants.Sparse;
        for (int round = 0; round < _constants.PartialRounds; round++)
        {
            Fr first = state[0].Quintic() + constants[round];
            ReadOnlySpan<Fr> column = sparse[..width], row = sparse.Slice(width, width - 1);
            sparse = sparse[(2 * width - 1)..];
            Fr sum = first * column[0];
            for (int i = 1; i < width; i++)
            {
                sum += state[i] * column[i];
                state[i] += first * row[i - 1];
            }
            state[0] = sum;
        }
        constants = constants[_constants.PartialRounds..];
    }

    /// <summary>Row vector times matrix.</summary>
    private static void Mix(Span<Fr> state, Span<Fr> next, ReadOnlySpan<Fr> matrix)
    {
        int width = state.Length;
        for (int j = 0; j < width; j++)
        {
            Fr sum = state[0] * matrix[j];
            for (int i = 1; i < width; i++) sum += state[i] * matrix[i * width + j];
            next[j] = sum;
        }
        next.CopyTo(state);
    }
}
