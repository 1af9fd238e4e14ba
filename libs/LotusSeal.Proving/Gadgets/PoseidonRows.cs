using System.Collections.Concurrent;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Proving.Gadgets;

/// <summary>
/// What the elements of Poseidon's state are, whenever an S-box takes one: sums of the variables that came out of S-boxes since the last mixing
/// of all elements (porep.md 8.3). The factors depend on nothing but arity and tag.
/// </summary>
internal sealed class PoseidonRows
{
    private static readonly ConcurrentDictionary<(int Arity, Fr Tag), PoseidonRows> Cache = new();

    private readonly List<Fr[]> _rows = [];
    private readonly Fr[] _mixing, _preSparse;

    private PoseidonRows(PoseidonConstants constants, Fr tag)
    {
        int width = constants.Width;
        (_mixing, _preSparse) = (Columns(constants.Mixing, width), Columns(constants.PreSparse, width));
        FirstElement = (tag + constants.Compressed[0]).Quintic() + constants.Compressed[width];
        Fr[][] elements = Units(width);
        // The tag has no variable: it is a multiple of ONE.
        elements[0][0] = FirstElement;
        elements = Mix(elements, constants.Mixing);
        for (int round = 1; round < PoseidonConstants.FullRounds / 2; round++)
        {
            _rows.AddRange(elements);
            elements = Mix(Units(width), round < PoseidonConstants.FullRounds / 2 - 1 ? constants.Mixing : constants.PreSparse);
        }

        for (int round = 0; round < constants.PartialRounds; round++)
        {
            _rows.Add(elements[0]);
            elements = MixSparse(elements, constants.Sparse.Slice(round * (2 * width - 1), 2 * width - 1));
        }

        for (int round = 0; round < PoseidonConstants.FullRounds / 2; round++)
        {
            _rows.AddRange(elements);
            elements = Mix(Units(width), constants.Mixing);
        }

        _rows.Add(elements[1]);
    }

    /// <summary>The first element after the first S-box.</summary>
    public Fr FirstElement { get; }

    /// <summary>The matrix that mixes all elements, column by column.</summary>
    public ReadOnlySpan<Fr> Mixing => _mixing;

    /// <summary>That of the last full round before the partial ones.</summary>
    public ReadOnlySpan<Fr> PreSparse => _preSparse;

    /// <summary>The rows in the order in which variables are made of them, the result last.</summary>
    public Fr[] this[int index] => _rows[index];

    public static PoseidonRows For(int arity, Fr tag) =>
        Cache.GetOrAdd((arity, tag), static one => new PoseidonRows(PoseidonConstants.ForArity(one.Arity), one.Tag));

    private static Fr[] Columns(ReadOnlySpan<Fr> matrix, int width)
    {
        Fr[] columns = new Fr[matrix.Length];
        for (int i = 0; i < matrix.Length; i++) columns[i % width * width + i / width] = matrix[i];
        return columns;
    }

    private static Fr[][] Units(int width) =>
        [.. Enumerable.Range(0, width).Select(i => (Fr[])[.. Enumerable.Range(0, width).Select(j => i == j ? Fr.One : Fr.Zero)])];

    private static Fr[][] Mix(Fr[][] elements, ReadOnlySpan<Fr> matrix)
    {
        Fr[][] mixed = new Fr[elements.Length][];
        for (int j = 0; j < mixed.Length; j++)
        {
            mixed[j] = new Fr[elements[0].Length];
            for (int i = 0; i < elements.Length; i++) AddMultiple(mixed[j], elements[i], matrix[i * elements.Length + j]);
        }

        return mixed;
    }

    /// <summary>The first element has become a variable of its own; the others stay sums.</summary>
    private static Fr[][] MixSparse(Fr[][] elements, ReadOnlySpan<Fr> sparse)
    {
        int width = elements.Length, length = elements[0].Length;
        Fr[][] mixed = [new Fr[length + 1], .. elements[1..].Select(element => (Fr[])[.. element, Fr.Zero])];
        mixed[0][length] = sparse[0];
        for (int i = 1; i < width; i++)
        {
            AddMultiple(mixed[0], elements[i], sparse[i]);
            mixed[i][length] = sparse[width + i - 1];
        }

        return mixed;
    }

    private static void AddMultiple(Fr[] sum, Fr[] element, Fr factor)
    {
        for (int k = 0; k < element.Length; k++) sum[k] += element[k] * factor;
    }
}
