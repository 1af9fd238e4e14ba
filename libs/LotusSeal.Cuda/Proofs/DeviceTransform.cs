using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>Transforms over one domain on a device (native/src/transforms.h), and the memory for them: 2.5 polynomials.</summary>
internal sealed class DeviceTransform : IDisposable
{
    private const int MostStages = 3;

    /// <summary>Numbers that are brought there at once.</summary>
    private const int MostExpanded = 1 << 22;

    private readonly ProofDevice _device;
    private readonly Domain _domain;
    private readonly CudaDeviceVariable<byte> _roots, _first, _second;
    private readonly List<IDisposable> _owned = [];

    /// <summary>Bytes that transforms over a domain need.</summary>
    public static ulong MemoryOf(Domain domain) => LeastMemoryOf(domain) + (16 << 20);

    /// <summary>Its values alone, bytes: with less memory in all a device cannot do it.</summary>
    public static ulong LeastMemoryOf(Domain domain) => (ulong)domain.Size * Fr.Size * 5 / 2;

    /// <summary>Allocates, and computes the roots.</summary>
    /// <param name="device">The device, current to the thread.</param>
    /// <param name="domain">The domain: two powers at least.</param>
    /// <exception cref="CudaException">Memory is short, or the device failed.</exception>
    public DeviceTransform(ProofDevice device, Domain domain)
    {
        (_device, _domain) = (device, domain);
        try
        {
            long half = domain.Size / 2;
            (_first, _second, _roots) = (Array(domain.Size), Array(domain.Size), Array(half + 1));
            PowerTable table = Powers(Fr.One, domain.Root, half + 1);
            device.Launch("expand_powers", half + 1, device.ScalarModulus, table.Low, table.High, table.LowBits, _roots.DevicePointer);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private uint Log2 => (uint)_domain.Log2;

    private Fr InverseOfSize => Fr.FromUInt64((ulong)_domain.Size).Inverse();

    /// <summary>From values to coefficients, in place.</summary>
    public void Interpolate(Fr[] values)
    {
        _device.Copy.Upload<Fr>(values, _first);
        Down(_first);
        Order(_first, Powers(InverseOfSize, Fr.One, _domain.Size));
        _device.Copy.Download(_second, values.AsSpan());
    }

    /// <summary>The quotient (a·b - c) / (x^m - 1) by its coefficients, written over <paramref name="a"/>.</summary>
    public void Divide(Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken)
    {
        Divide(Load(a), Load(b), Load(c), cancellationToken);
        _device.Copy.Download(_second, a.AsSpan());

        Action<CudaDeviceVariable<byte>> Load(Fr[] values) => array => _device.Copy.Upload<Fr>(values, array);
    }

    /// <summary>The quotient for the rows of a circuit by its coefficients, in memory of the device that is the caller's.</summary>
    public CudaDeviceVariable<byte> Divide(CircuitRows rows, CancellationToken cancellationToken)
    {
        Divide(Load(rows.A), Load(rows.B), Load(rows.C), cancellationToken);
        // The other arrays are in use until then.
        _device.Stream.Synchronize();
        _owned.Remove(_second);
        return _second;

        Action<CudaDeviceVariable<byte>> Load(ScalarList values) => array => Expand(values, array, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    /// <summary>The coefficients of the quotient, in order, into the second array.</summary>
    private void Divide(Action<CudaDeviceVariable<byte>> a, Action<CudaDeviceVariable<byte>> b, Action<CudaDeviceVariable<byte>> c,
        CancellationToken cancellationToken)
    {
        Fr generator = Fr.FromUInt64(Domain.Generator);
        PowerTable onto = Powers(InverseOfSize, generator, _domain.Size);
        OnCoset(a, _first, onto);
        cancellationToken.ThrowIfCancellationRequested();
        OnCoset(b, _second, onto);
        cancellationToken.ThrowIfCancellationRequested();
        _device.Launch("multiply_values", _domain.Size, _device.ScalarModulus, _first.DevicePointer, _second.DevicePointer);
        OnCoset(c, _second, onto);
        cancellationToken.ThrowIfCancellationRequested();
        CUdeviceptr factor = Elements([_domain.InverseOfVanishing()]);
        _device.Launch("divide_values", _domain.Size, _device.ScalarModulus, factor, _first.DevicePointer, _second.DevicePointer);
        Down(_first);
        Order(_first, Powers(InverseOfSize, generator.Inverse(), _domain.Size));
    }

    /// <summary>Values of a side of all rows, and zeros behind them.</summary>
    private void Expand(ScalarList values, CudaDeviceVariable<byte> array, CancellationToken cancellationToken)
    {
        int count = values.Count;
        for (int begin = 0, length; begin < count; begin += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            length = Math.Min(MostExpanded, count - begin);
            _device.Values.Write(values, begin, length, array.DevicePointer + (long)begin * Fr.Size);
        }

        _device.Launch("clear_words", (_domain.Size - count) * (Fr.Size / sizeof(uint)), array.DevicePointer + (long)count * Fr.Size);
    }

    /// <summary>From values on the domain to values on the coset of the generator.</summary>
    private void OnCoset(Action<CudaDeviceVariable<byte>> load, CudaDeviceVariable<byte> array, PowerTable scale)
    {
        load(array);
        Down(array);
        _device.Launch("scale_reversed", _domain.Size, _device.ScalarModulus, scale.Low, scale.High, scale.LowBits, array.DevicePointer, Log2);
        Up(array);
    }

    /// <summary>Multiplies coefficients at reversed indices by powers and puts them in order, into the second array.</summary>
    private void Order(CudaDeviceVariable<byte> coefficients, PowerTable scale) =>
        _device.Launch("scale_in_order", _domain.Size, _device.ScalarModulus, scale.Low, scale.High, scale.LowBits, coefficients.DevicePointer,
            _second.DevicePointer, Log2);

    private void Down(CudaDeviceVariable<byte> values)
    {
        int stages;
        for (int level = _domain.Log2; level > 0; level -= stages) Pass("down_", values, level, stages = Math.Min(MostStages, level));
    }

    private void Up(CudaDeviceVariable<byte> values)
    {
        for (int level = 0; level < _domain.Log2;)
        {
            // The short pass comes first, where the last one of the way down was.
            int rest = (_domain.Log2 - level) % MostStages, stages = rest == 0 ? MostStages : rest;
            Pass("up_", values, level += stages, stages);
        }
    }

    private void Pass(string direction, CudaDeviceVariable<byte> values, int level, int stages) =>
        _device.Launch($"{direction}{stages}", _domain.Size >> stages, _device.ScalarModulus, _roots.DevicePointer, values.DevicePointer, Log2,
            (uint)level);

    /// <summary>first · step^i for i below count, as two tables of which every power is a product.</summary>
    private PowerTable Powers(Fr first, Fr step, long count)
    {
        int lowBits = _domain.Log2 / 2;
        Fr[] low = PowersOf(Fr.One, step, 1 << lowBits);
        Fr[] high = PowersOf(first, low[^1] * step, (int)((count - 1 >> lowBits) + 1));
        return new PowerTable(Elements(low), Elements(high), (uint)lowBits);
    }

    private static Fr[] PowersOf(Fr first, Fr step, int count)
    {
        Fr[] powers = new Fr[count];
        powers[0] = first;
        for (int i = 1; i < count; i++) powers[i] = powers[i - 1] * step;
        return powers;
    }

    private CUdeviceptr Elements(Fr[] values)
    {
        CudaDeviceVariable<byte> array = Array(values.Length);
        _device.Copy.Upload<Fr>(values, array);
        return array.DevicePointer;
    }

    private CudaDeviceVariable<byte> Array(long elements)
    {
        CudaDeviceVariable<byte> array = new(elements * Fr.Size);
        _owned.Add(array);
        return array;
    }

    private readonly record struct PowerTable(CUdeviceptr Low, CUdeviceptr High, uint LowBits);
}
