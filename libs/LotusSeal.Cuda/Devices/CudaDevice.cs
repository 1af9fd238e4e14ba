using LotusSeal.Cuda.Kernels;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Devices;

/// <summary>A device with the kernels and their constants in its memory.</summary>
internal sealed class CudaDevice : IDisposable
{
    private readonly PrimaryContext _context;
    private readonly CUmodule _module;
    private readonly Dictionary<int, (PoseidonShape Shape, CudaDeviceVariable<uint> Table)> _tables = [];

    /// <summary>Opens the device; the first time after an update of the driver, that compiles the kernels, which takes seconds.</summary>
    /// <exception cref="CudaException">It does not work, or its memory is short.</exception>
    public CudaDevice(CudaDeviceInfo info)
    {
        Info = info;
        _context = new PrimaryContext(info.Ordinal);
        try
        {
            _module = _context.LoadModulePTX(KernelImage.Sealing.Read());
            foreach (PoseidonShape shape in (ReadOnlySpan<PoseidonShape>)[PoseidonShape.Arity2, PoseidonShape.Arity8, PoseidonShape.Arity11])
            {
                uint[] constants = PoseidonTable.Create(shape);
                CudaDeviceVariable<uint> table = new(constants.Length);
                _tables.Add(shape.Arity, (shape, table));
                table.CopyToDevice(constants);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What it is.</summary>
    public CudaDeviceInfo Info { get; }

    /// <summary>Free memory, bytes.</summary>
    public ulong FreeMemory => _context.GetFreeDeviceMemorySize();

    /// <summary>Lets the calling thread use the device.</summary>
    public void SetCurrent() => _context.SetCurrent();

    /// <summary>A Poseidon kernel.</summary>
    /// <param name="arity">2, 8 or 11.</param>
    public HashKernel Poseidon(int arity)
    {
        (PoseidonShape shape, CudaDeviceVariable<uint> table) = _tables[arity];
        return new HashKernel(Kernel($"poseidon_{arity}"), shape, table.DevicePointer);
    }

    /// <summary>A kernel by its name.</summary>
    public CudaKernel Kernel(string name) => new(name, _module, _context);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, CudaDeviceVariable<uint> table) in _tables.Values) table.Dispose();
        _tables.Clear();
        _context.Dispose();
    }
}
