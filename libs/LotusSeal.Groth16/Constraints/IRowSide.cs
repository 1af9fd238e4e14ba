using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>One side of the rows of a part of a circuit, written in order.</summary>
internal interface IRowSide : IScalars
{
    /// <summary>Writes the next value.</summary>
    void Add(in Fr value);

    /// <summary>Writes small numbers, at most 64.</summary>
    void AddSmall(SmallSide values, int count);
}
