using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>A device with the kernels of proofs, their constants, a stream, and pinned memory to copy through.</summary>
internal sealed class ProofDevice : IDisposable
{
    private const int BlockThreads = 128, Word = sizeof(uint);

    private readonly PrimaryContext _context;
    private readonly CUmodule _module;
    private readonly Dictionary<string, CudaKernel> _kernels = [];
    private readonly CudaStream? _stream;
    private readonly CudaDeviceVariable<uint>? _constants;
    private readonly HostCopy? _copy;

    /// <summary>Opens the device; the first time after an update of the driver, that compiles the kernels, which takes seconds.</summary>
    /// <exception cref="CudaException">It does not work, or its memory is short.</exception>
    public ProofDevice(CudaDeviceInfo info)
    {
        _context = new PrimaryContext(info.Ordinal);
        try
        {
            _module = _context.LoadModulePTX(KernelImage.Proofs.Read());
            _stream = new CudaStream(CUStreamFlags.NonBlocking);
            // This modulus is given from its highest byte on.
            byte[] order = Fp.Modulus.ToArray();
            Array.Reverse(order);
            uint[] constants =
            [
                .. Words(Fr.Modulus), .. Words(MemoryMarshal.AsBytes<Fr>([Fr.One])),
                .. Words(order), .. Words(MemoryMarshal.AsBytes<Fp>([Fp.One])),
                .. Words(MemoryMarshal.AsBytes<Fr>([Fr.Zero, Fr.One, Fr.One + Fr.One, -Fr.One])),
            ];
            _constants = new CudaDeviceVariable<uint>(constants.Length);
            _constants.CopyToDevice(constants);
            _copy = new HostCopy(_stream);
            Values = new DeviceValues(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The order of the scalar field.</summary>
    public CUdeviceptr ScalarModulus => _constants!.DevicePointer;

    /// <summary>1 as a scalar.</summary>
    public CUdeviceptr ScalarOne => ScalarModulus + Fr.Size;

    /// <summary>The order of the base field, and behind it 1 as its element.</summary>
    public CUdeviceptr CurveConstants => ScalarModulus + 2 * Fr.Size;

    /// <summary>0, 1, 2 and -1 as scalars.</summary>
    public CUdeviceptr SmallScalars => CurveConstants + 2 * Fp.Size;

    /// <summary>A word that is 0.</summary>
    public CUdeviceptr Zero => SmallScalars;

    /// <summary>Copies and launches, in order.</summary>
    public CudaStream Stream => _stream!;

    /// <summary>Copies from and to memory that is not pinned.</summary>
    public HostCopy Copy => _copy!;

    /// <summary>Brings numbers of circuits there.</summary>
    public DeviceValues Values { get; } = null!;

    /// <summary>Free memory, bytes.</summary>
    public ulong FreeMemory => _context.GetFreeDeviceMemorySize();

    /// <summary>Takes the time of launches, where somebody wants to know.</summary>
    public KernelClock? Clock { get; set; }

    /// <summary>Lets the calling thread use the device.</summary>
    public void SetCurrent() => _context.SetCurrent();

    /// <summary>Launches a kernel whose last parameter is the number of threads that have something to do; does not wait.</summary>
    /// <param name="name">The kernel.</param>
    /// <param name="threads">That number.</param>
    /// <param name="parameters">The parameters before it.</param>
    public void Launch(string name, long threads, params ReadOnlySpan<object> parameters)
    {
        if (threads == 0) return;
        if (!_kernels.TryGetValue(name, out CudaKernel? kernel))
            _kernels.Add(name, kernel = new CudaKernel(name, _module, _context) { BlockDimensions = BlockThreads });
        kernel.GridDimensions = (uint)((threads + BlockThreads - 1) / BlockThreads);
        object[] all = [.. parameters, checked((uint)threads)];
        if (Clock is null) kernel.RunAsync(Stream.Stream, all);
        else Clock.Launch(name, Stream.Stream, () => kernel.RunAsync(Stream.Stream, all));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clock?.Dispose();
        Values?.Dispose();
        _copy?.Dispose();
        _constants?.Dispose();
        _stream?.Dispose();
        _context.Dispose();
    }

    private static uint[] Words(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
}
