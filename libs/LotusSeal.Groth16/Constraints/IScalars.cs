using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Numbers that are made when they are read, by several threads at once.</summary>
internal interface IScalars
{
    /// <summary>Number of numbers.</summary>
    int Count { get; }

    /// <summary>Bytes of memory that they take for themselves.</summary>
    long Bytes { get; }

    /// <summary>Reads as many as there is room for.</summary>
    /// <param name="start">Index of the first.</param>
    /// <param name="destination">Receives them.</param>
    void Read(int start, Span<Fr> destination);

    /// <summary>Adds some of them to a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="start">Index of the first.</param>
    /// <param name="count">How many.</param>
    void AppendTo(ValueList list, int start, int count);
}
