using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Cuda.Kernels;

/// <summary>Writes constants in the order in which a kernel reads them. Everything is a multiple of four limbs of 32 bits.</summary>
internal sealed class TableWriter
{
    private const int Limbs = Fr.Size / sizeof(uint), Vector = 4;
    private readonly List<uint> _words = [];

    public uint[] ToArray() => [.. _words];

    /// <summary>The order of the field: zero minus one, plus one.</summary>
    public void Modulus()
    {
        Integer(Fr.Zero - Fr.One);
        _words[^Limbs]++;
    }

    /// <summary>An element in Montgomery form.</summary>
    public void Element(Fr value) => _words.AddRange(MontgomeryLimbs(value));

    /// <summary>An element as a canonical integer.</summary>
    public void Integer(Fr value)
    {
        Span<uint> limbs = stackalloc uint[Limbs];
        value.Write(MemoryMarshal.AsBytes(limbs));
        _words.AddRange(limbs);
    }

    /// <summary>Factors of a sum of products: the lowest limb of each, then the next limb of each, …</summary>
    public void Factors(IReadOnlyList<Fr> factors) => Rows([.. factors.Select(MontgomeryLimbs)], Limbs);

    /// <summary>Factors that are small integers and not in Montgomery form.</summary>
    /// <param name="factors">The integers.</param>
    /// <param name="limbs">Limbs of each.</param>
    public void SmallFactors(IReadOnlyList<ulong> factors, int limbs) =>
        Rows([.. factors.Select(factor => new[] { (uint)factor, (uint)(factor >> 32) })], limbs);

    private static uint[] MontgomeryLimbs(Fr value)
    {
        uint[] limbs = new uint[Limbs];
        value.WriteLimbs(MemoryMarshal.AsBytes(limbs.AsSpan()));
        return limbs;
    }

    private void Rows(uint[][] factors, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            foreach (uint[] factor in factors) _words.Add(factor[row]);
            while (_words.Count % Vector != 0) _words.Add(0);
        }
    }
}
