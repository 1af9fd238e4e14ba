using System.Runtime.InteropServices;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// 64 values of a <see cref="ValueList"/>: two bits for each, as in <see cref="SmallSide"/>, or that it is in full. Devices read these 32 bytes as
/// they are.
/// </summary>
/// <param name="Low">Set for 1 and -1.</param>
/// <param name="High">Set for 2 and -1.</param>
/// <param name="Others">Set for those that are in full; the other two bits are 0 then.</param>
/// <param name="Before">How many are in full before this word.</param>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public record struct ValueWord(ulong Low, ulong High, ulong Others, int Before);
