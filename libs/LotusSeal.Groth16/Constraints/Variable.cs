namespace LotusSeal.Groth16.Constraints;

/// <summary>A variable of a constraint system: a public input or an auxiliary one, each kind counted from 0.</summary>
/// <param name="Index">Its number among those of its kind.</param>
/// <param name="IsInput">Whether it is public.</param>
public readonly record struct Variable(uint Index, bool IsInput)
{
    /// <summary>The public input that is always 1.</summary>
    public static Variable One => new(0, IsInput: true);
}
