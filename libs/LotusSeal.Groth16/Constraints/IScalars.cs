using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Numbers that are made when they are read, by several threads at once.</summary>
internal interface IScalars
{
    /// <summary>Number of numbers.</summary>
    int Count { get; }

    /// <summary>Reads as many as there is room for.</summary>
    /// <param name="start">Index of the first.</param>
    /// <param name="destination">Receives them.</param>
    void Read(int start, Span<Fr> destination);
}
