using System.Buffers.Binary;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>A variable with its value (porep.md 8.1).</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Value">Its value.</param>
public readonly record struct Number(Variable Variable, Fr Value)
{
    private const int Bits = 255, BitsPerInput = 254, WordBits = 64;
    private static readonly Fr[] Powers = MakePowers();

    /// <summary>A new auxiliary variable.</summary>
    public static Number Allocate(ConstraintSystem system, Fr value)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new Number(system.Allocate(value), value);
    }

    /// <summary>2 to a power below 255.</summary>
    public static ref readonly Fr PowerOfTwo(int exponent) => ref Powers[exponent];

    /// <summary>The number of bits, the least significant first, at most 254.</summary>
    public static Number Pack(ConstraintSystem system, ReadOnlySpan<Bit> bits)
    {
        ArgumentNullException.ThrowIfNull(system);
        Number packed = Allocate(system, ValueOf(bits));
        Equate(system, bits, packed);
        return packed;
    }

    /// <summary>Makes bits public as one input, the least significant first, at most 254.</summary>
    public static void PackIntoInput(ConstraintSystem system, ReadOnlySpan<Bit> bits)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits.Length, BitsPerInput);
        Fr value = ValueOf(bits);
        Equate(system, bits, new Number(system.AllocateInput(value), value));
    }

    /// <summary>A number that is public.</summary>
    public static Number AllocatePublic(ConstraintSystem system, Fr value)
    {
        Number number = Allocate(system, value);
        number.Publish(system);
        return number;
    }

    /// <summary>Makes it public.</summary>
    public void Publish(ConstraintSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        Variable input = system.AllocateInput(Value);
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(input);
        b.Add(Variable.One);
        c.Add(Variable);
        system.End();
    }

    /// <summary>Its 255 bits, the least significant first.</summary>
    public Bit[] ToBits(ConstraintSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        Span<byte> bytes = stackalloc byte[Fr.Size];
        Value.Write(bytes);
        Bit[] bits = new Bit[Bits];
        for (int i = 0; i < Bits; i += WordBits)
            Bit.Allocate(system, BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i / 8)..]), bits.AsSpan(i, Math.Min(WordBits, Bits - i)));
        if (!system.WantsTerms)
        {
            system.Enforce(Fr.Zero, Fr.Zero, Fr.Zero);
            return bits;
        }

        (_, _, Combination c) = system.Begin();
        for (int i = 0; i < bits.Length; i++) bits[i].AddTo(c, Powers[i]);
        c.Subtract(Variable);
        system.End();
        return bits;
    }

    /// <summary>Binds two numbers to be the same.</summary>
    public static void RequireEqual(ConstraintSystem system, Number left, Number right)
    {
        ArgumentNullException.ThrowIfNull(system);
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(left.Variable);
        b.Add(Variable.One);
        c.Add(right.Variable);
        system.End();
    }

    /// <summary>The sum of two numbers.</summary>
    public static Number Add(ConstraintSystem system, Number left, Number right) => Sum(system, [left, right]);

    /// <summary>The product of two numbers.</summary>
    public static Number Multiply(ConstraintSystem system, Number left, Number right)
    {
        ArgumentNullException.ThrowIfNull(system);
        Number product = Allocate(system, left.Value * right.Value);
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(left.Variable);
        b.Add(right.Variable);
        c.Add(product.Variable);
        system.End();
        return product;
    }

    /// <summary>Where the condition is 1 the number, else 0.</summary>
    public static Number Multiply(ConstraintSystem system, Number number, Bit condition)
    {
        ArgumentNullException.ThrowIfNull(system);
        Number product = Allocate(system, condition.Value ? number.Value : Fr.Zero);
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(number.Variable);
        condition.AddTo(b, Fr.One);
        c.Add(product.Variable);
        system.End();
        return product;
    }

    /// <summary>The sum of numbers.</summary>
    public static Number Sum(ConstraintSystem system, ReadOnlySpan<Number> numbers)
    {
        ArgumentNullException.ThrowIfNull(system);
        Fr value = Fr.Zero;
        foreach (Number number in numbers) value += number.Value;
        Number sum = Allocate(system, value);
        (Combination a, Combination b, Combination c) = system.Begin();
        foreach (Number number in numbers) a.Add(number.Variable);
        b.Add(Variable.One);
        c.Add(sum.Variable);
        system.End();
        return sum;
    }

    /// <summary>Where the condition is 1 the first, else the second.</summary>
    public static Number Pick(ConstraintSystem system, Bit condition, Number first, Number second)
    {
        ArgumentNullException.ThrowIfNull(system);
        Number picked = Allocate(system, condition.Value ? first.Value : second.Value);
        if (!system.WantsTerms)
        {
            system.Enforce(second.Value - first.Value, BitLogic.ToFr(condition.Value), second.Value - picked.Value);
            return picked;
        }

        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(second.Variable).Subtract(first.Variable);
        condition.AddTo(b, Fr.One);
        c.Add(second.Variable).Subtract(picked.Variable);
        system.End();
        return picked;
    }

    /// <summary>Binds a number to be that of bits, the least significant first, at most 255.</summary>
    public static void RequireBits(ConstraintSystem system, ReadOnlySpan<Bit> bits, Number number)
    {
        ArgumentNullException.ThrowIfNull(system);
        Equate(system, bits, number);
    }

    private static void Equate(ConstraintSystem system, ReadOnlySpan<Bit> bits, Number sum)
    {
        if (!system.WantsTerms)
        {
            system.Enforce(ValueOf(bits), Fr.One, sum.Value);
            return;
        }

        (Combination a, Combination b, Combination c) = system.Begin();
        for (int i = 0; i < bits.Length; i++) bits[i].AddTo(a, Powers[i]);
        b.Add(Variable.One);
        c.Add(sum.Variable);
        system.End();
    }

    private static Fr ValueOf(ReadOnlySpan<Bit> bits)
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        bytes.Clear();
        for (int i = 0; i < bits.Length; i++) bytes[i >> 3] |= (byte)((bits[i].Value ? 1 : 0) << (i & 7));
        return Fr.Read(bytes);
    }

    private static Fr[] MakePowers()
    {
        Fr[] powers = new Fr[Bits];
        powers[0] = Fr.One;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] + powers[i - 1];
        return powers;
    }
}
