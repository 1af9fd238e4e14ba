using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Proving;

/// <summary>Decodes points in native code; what is wrong with one is told by the managed decoder.</summary>
/// <typeparam name="TCurve">The curve.</typeparam>
/// <typeparam name="TField">The field of its coordinates.</typeparam>
public sealed unsafe class NativePointDecoder<TCurve, TField> : IPointDecoder<TField>
    where TCurve : struct, ICurve<TField>
    where TField : struct, IField<TField>
{
    private readonly NativeLibraryInfo _library;
    private readonly string _device;
    private readonly bool _onCurve;
    private readonly PointDecoder<TCurve, TField> _managed = new();

    /// <param name="library">The library, as <see cref="NativeSealingBackend.Info"/> tells.</param>
    /// <param name="onCurve">
    /// Whether points are compared with the equation of the curve; without, damage is found only where a coordinate is too large.
    /// </param>
    public NativePointDecoder(NativeLibraryInfo library, bool onCurve = true)
    {
        ArgumentNullException.ThrowIfNull(library);
        (_library, _device, _onCurve) = (library, library.BackendName, onCurve);
    }

    /// <inheritdoc/>
    public int PointSize => _managed.PointSize;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> bytes, Span<AffinePoint<TField>> points)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, points.Length * PointSize);
        ulong decoded;
        fixed (byte* from = bytes)
        fixed (byte* to = &Unsafe.As<AffinePoint<TField>, byte>(ref MemoryMarshal.GetReference(points)))
        {
            NativeMethods.lotusseal_point_decode(_library.Active, NativeGroup<TField>.Number, from, (ulong)points.Length, _onCurve ? 1 : 0,
                (ulong*)to, out decoded).ThrowIfFailed(BackendStage.Proof, _device);
        }

        if ((int)decoded == points.Length) return;
        int bad = (int)decoded;
        _managed.Decode(bytes.Slice(bad * PointSize, PointSize), points.Slice(bad, 1));
        throw new SealingBackendException(new BackendFault(BackendStage.Proof, _device, FaultRemedy.Retire, "a point was refused that is one"));
    }
}
