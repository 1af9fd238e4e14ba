namespace ManagedCuda.BasicTypes;

/// <summary>The C type size_t.</summary>
/// <param name="value">The value.</param>
public readonly struct SizeT(UIntPtr value)
{
    private readonly UIntPtr _value = value;

    /// <summary>From a number of bytes or elements.</summary>
    public static implicit operator SizeT(int value) => new(checked((UIntPtr)value));

    /// <summary>From a number of bytes or elements.</summary>
    public static implicit operator SizeT(long value) => new(checked((UIntPtr)value));

    /// <summary>From a number of bytes or elements.</summary>
    public static implicit operator SizeT(ulong value) => new(checked((UIntPtr)value));

    /// <summary>As a number.</summary>
    public static implicit operator ulong(SizeT value) => value._value;

    /// <summary>As a number.</summary>
    public static implicit operator long(SizeT value) => checked((long)value._value);

    /// <summary>The sum.</summary>
    public static SizeT operator +(SizeT left, SizeT right) => new(left._value + right._value);

    /// <summary>The product.</summary>
    public static SizeT operator *(SizeT left, SizeT right) => new(left._value * right._value);

    /// <inheritdoc/>
    public override string ToString() => _value.ToString();
}
