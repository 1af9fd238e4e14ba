using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Cuda.Kernels;

/// <summary>
/// The constants of a Poseidon kernel, derived from <see cref="PoseidonConstants"/>. They give the same hash by fewer products of limbs.
/// </summary>
/// <remarks>
/// <para>Scale. The entries of the mixing matrix, 1 / (i + j + width), become integers of one or two limbs when multiplied by D, the least common
/// multiple of the denominators. A full round with that matrix gives D times the state; the kernel also takes inputs as they are rather than in
/// Montgomery form, and divides by 2^32 for each limb of the entries. So the kernel's state is the true one times a factor that is known, c here:
/// an S-box raises it to the fifth power. Constants that are added carry the factor; the matrix before the partial rounds takes it away, so does
/// the last product of the hash.</para>
/// <para>Groups. With y the first element of the state, z the others and f = y^5, partial round q of a group gives y = hat[q] · (f[q], z) and
/// adds f[q] · rest[q] to z. The kernel leaves z as it was at the begin of the group: then y is the sum of hat[q] · z, of f[p] · (rest[p] · hat[q])
/// for the earlier rounds p, and of f[q] · hat[q][0]; z takes all f of the group at once, with one reduction.</para>
/// <para>What the rounds add to f moves on into the constants of the sums for y, and at the end into z.</para>
/// </remarks>
internal sealed class PoseidonTable
{
    private const int HalfFullRounds = PoseidonConstants.FullRounds / 2, LimbBits = 32;
    private static readonly Fr Radix = Power(Fr.FromUInt64(2), Fr.Size * 8);
    private readonly PoseidonShape _shape;
    private readonly PoseidonConstants _constants;
    private readonly TableWriter _table = new();
    private readonly int _width;
    private readonly ulong _multiple;

    /// <summary>What a product with the integer matrix multiplies the scale by, and its inverse limbs.</summary>
    private readonly Fr _matrixScale;
    private readonly Fr _entryRadix;

    private PoseidonTable(PoseidonShape shape)
    {
        _shape = shape;
        _constants = PoseidonConstants.ForArity(shape.Arity);
        _width = shape.Width;
        if (_constants.PartialRounds % shape.Group != 0) throw new ArgumentException("The groups do not fill the partial rounds.", nameof(shape));
        _multiple = LeastCommonMultiple(Enumerable.Range(_width, 2 * _width - 1));
        _entryRadix = Power(Fr.FromUInt64(2), LimbBits * shape.EntryLimbs);
        _matrixScale = Fr.FromUInt64(_multiple) * _entryRadix.Inverse();
    }

    /// <summary>The constants as limbs of 32 bits.</summary>
    public static uint[] Create(PoseidonShape shape)
    {
        PoseidonTable table = new(shape);
        table._table.Modulus();
        table.WriteMatrix();
        Fr scale = table.WriteFirstHalf();
        table.WriteMatrixBeforePartialRounds(scale);
        table.WritePartialRounds();
        table.WriteSecondHalf();
        return table._table.ToArray();
    }

    private void WriteMatrix()
    {
        for (int j = 0; j < _width; j++)
            _table.SmallFactors([.. Enumerable.Range(0, _width).Select(i => _multiple / (ulong)(i + j + _width))], _shape.EntryLimbs);
    }

    /// <returns>The scale of the state after the S-boxes of the last full round of the half.</returns>
    private Fr WriteFirstHalf()
    {
        Fr scale = Radix.Inverse();
        _table.Element(((_constants.MerkleTag + Round(0)[0]) * scale).Quintic());
        for (int i = 1; i < _width; i++) _table.Element(Round(0)[i] * scale);
        scale = scale.Quintic();
        for (int round = 1; round < HalfFullRounds; round++) scale = WriteMixed(scale, round).Quintic();
        return scale;
    }

    /// <summary>The constants that are added to the product with the integer matrix.</summary>
    /// <returns>The scale of the result.</returns>
    private Fr WriteMixed(Fr scale, int round)
    {
        Fr mixed = scale * _matrixScale;
        for (int i = 0; i < _width; i++) _table.Element(Round(round)[i] * mixed * _entryRadix);
        return mixed;
    }

    private void WriteMatrixBeforePartialRounds(Fr scale)
    {
        ReadOnlySpan<Fr> added = _constants.Compressed.Slice(HalfFullRounds * _width, _width), matrix = _constants.PreSparse;
        Fr unscale = scale.Inverse();
        List<Fr[]> columns = [];
        for (int j = 0; j < _width; j++)
        {
            Fr start = Fr.Zero;
            Fr[] column = new Fr[_width];
            for (int i = 0; i < _width; i++)
            {
                start += added[i] * matrix[i * _width + j];
                column[i] = matrix[i * _width + j] * unscale;
            }
            _table.Element(start * Radix);
            columns.Add(column);
        }
        columns.ForEach(_table.Factors);
    }

    private void WritePartialRounds()
    {
        ReadOnlySpan<Fr> added = _constants.Compressed.Slice((HalfFullRounds + 1) * _width, _constants.PartialRounds);
        Fr[] rest = new Fr[_width - 1];
        for (int first = 0; first < _constants.PartialRounds; first += _shape.Group)
        {
            for (int round = first; round < first + _shape.Group; round++)
            {
                ReadOnlySpan<Fr> hat = Hat(round);
                _table.Element((Dot(rest, hat[1..]) + added[round] * hat[0]) * Radix);
                List<Fr> factors = [.. hat[1..]];
                for (int earlier = first; earlier < round; earlier++) factors.Add(Dot(Rest(earlier), hat[1..]));
                _table.Factors([.. factors, hat[0]]);
                for (int i = 0; i < rest.Length; i++) rest[i] += added[round] * Rest(round)[i];
            }
            bool last = first + _shape.Group == _constants.PartialRounds;
            for (int i = 0; i < rest.Length; i++)
            {
                _table.Element(last ? rest[i] * Radix : Fr.Zero);
                _table.Factors([.. Enumerable.Range(first, _shape.Group).Select(round => Rest(round)[i])]);
            }
        }
    }

    private void WriteSecondHalf()
    {
        Fr scale = Fr.One;
        int first = HalfFullRounds + _constants.PartialRounds;
        for (int round = first + 1; round < first + HalfFullRounds; round++) scale = WriteMixed(scale.Quintic(), round);
        _table.Element(Fr.Zero);
        _table.Integer((scale.Quintic() * _matrixScale).Inverse());
    }

    private ReadOnlySpan<Fr> Round(int round) => _constants.Rounds.Slice(round * _width, _width);

    /// <summary>The first column of a sparse matrix.</summary>
    private ReadOnlySpan<Fr> Hat(int round) => _constants.Sparse.Slice(round * (2 * _width - 1), _width);

    /// <summary>The first row of a sparse matrix without its first entry.</summary>
    private ReadOnlySpan<Fr> Rest(int round) => _constants.Sparse.Slice(round * (2 * _width - 1) + _width, _width - 1);

    private static Fr Dot(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right)
    {
        Fr sum = Fr.Zero;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }

    private static Fr Power(Fr value, int exponent)
    {
        Fr result = Fr.One;
        for (int i = 0; i < exponent; i++) result *= value;
        return result;
    }

    private static ulong LeastCommonMultiple(IEnumerable<int> numbers)
    {
        ulong multiple = 1;
        foreach (int number in numbers)
        {
            ulong a = multiple, b = (ulong)number;
            while (b != 0) (a, b) = (b, a % b);
            multiple = checked(multiple / a * (ulong)number);
        }
        return multiple;
    }
}
