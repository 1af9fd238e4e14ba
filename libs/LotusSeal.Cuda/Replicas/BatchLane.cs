using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Replicas;

/// <summary>The memory and the stream of one batch at a time. For one thread at a time.</summary>
internal sealed class BatchLane : IDisposable
{
    private const int Arity = 8;
    private readonly CudaDevice _device;
    private readonly List<IDisposable> _parts = [];
    private readonly CudaStream? _stream;
    private readonly CudaEvent _done;
    private readonly ILeafKernels _leaves;
    private readonly HashKernel _rows;
    private readonly CudaDeviceVariable<byte> _deviceInput;
    private readonly CudaDeviceVariable<byte> _deviceOutput;
    private readonly CudaPageLockedHostMemory<byte> _input;
    private readonly CudaPageLockedHostMemory<byte> _output;

    /// <summary>Allocates everything.</summary>
    /// <exception cref="CudaException">Memory of the device or pinned memory of the host is short, or the device failed.</exception>
    public BatchLane(CudaDevice device, BatchJob job, BatchLayout layout)
    {
        (_device, Layout) = (device, layout);
        device.SetCurrent();
        try
        {
            _rows = device.Poseidon(Arity);
            _parts.Add(_stream = new CudaStream(CUStreamFlags.NonBlocking));
            _parts.Add(_done = new CudaEvent(CUEventFlags.DisableTiming));
            _parts.Add(_leaves = job.Open(device));
            _parts.Add(_deviceInput = new CudaDeviceVariable<byte>(layout.InputBytes));
            _parts.Add(_deviceOutput = new CudaDeviceVariable<byte>(layout.OutputBytes));
            _parts.Add(_input = new CudaPageLockedHostMemory<byte>(layout.InputBytes));
            _parts.Add(_output = new CudaPageLockedHostMemory<byte>(layout.OutputBytes));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The shape of the batch.</summary>
    public BatchLayout Layout { get; }

    /// <summary>A part of what goes to the device.</summary>
    /// <param name="offset">Bytes.</param>
    /// <param name="length">Bytes.</param>
    public Span<byte> Input(long offset, int length) => Part(_input, offset, length);

    /// <summary>A part of what came from the device.</summary>
    /// <param name="offset">Bytes.</param>
    /// <param name="length">Bytes.</param>
    public ReadOnlySpan<byte> Output(long offset, int length) => Part(_output, offset, length);

    /// <summary>A node that went to the device.</summary>
    /// <param name="input">Which input, from 0.</param>
    /// <param name="node">In the batch.</param>
    public ReadOnlySpan<byte> InputNode(int input, int node) => Input(Layout.InputOffset(input) + (long)node * Digest.Size, Digest.Size);

    /// <summary>A leaf that came from the device.</summary>
    /// <param name="kind">The kind of tree, from 0.</param>
    /// <param name="node">In the batch.</param>
    public ReadOnlySpan<byte> Leaf(int kind, int node) => Output(Layout.RowOffset(0, kind) + (long)node * Digest.Size, Digest.Size);

    /// <summary>Computes the batch whose nodes lie in <see cref="Input"/>; all rows lie in <see cref="Output"/> then.</summary>
    /// <param name="firstNode">First node of the batch in the sector.</param>
    /// <param name="cancellationToken">Checked while the device works.</param>
    public void Compute(ulong firstNode, CancellationToken cancellationToken)
    {
        _device.SetCurrent();
        CUstream stream = _stream!.Stream;
        CUdeviceptr input = _deviceInput.DevicePointer, output = _deviceOutput.DevicePointer;
        _input.AsyncCopyToDevice(_deviceInput, 0, 0, Layout.InputBytes, stream);
        _leaves.Launch(stream, Layout, firstNode, input, output);
        for (int row = 1; row < Layout.Rows; row++)
            _rows.Row(stream, output + Layout.RowOffset(row - 1), output + Layout.RowOffset(row), Layout.Kinds * Layout.RowLength(row));
        _output.AsyncCopyFromDevice(_deviceOutput, 0, 0, Layout.OutputBytes, stream);
        Wait(cancellationToken);
    }

    /// <summary>Hashes eight nodes into one, any number of them.</summary>
    /// <param name="nodes">The nodes of a row.</param>
    /// <param name="digests">Receives those of the next row.</param>
    /// <param name="cancellationToken">Checked while the device works.</param>
    public void HashRow(ReadOnlySpan<byte> nodes, Span<byte> digests, CancellationToken cancellationToken)
    {
        _device.SetCurrent();
        int most = Layout.Nodes * Digest.Size;
        while (!digests.IsEmpty)
        {
            int bytes = Math.Min(most, nodes.Length), result = bytes / Arity;
            nodes[..bytes].CopyTo(Input(0, bytes));
            _input.AsyncCopyToDevice(_deviceInput, 0, 0, bytes, _stream!.Stream);
            _rows.Row(_stream!.Stream, _deviceInput.DevicePointer, _deviceOutput.DevicePointer, result / Digest.Size);
            _output.AsyncCopyFromDevice(_deviceOutput, 0, 0, result, _stream!.Stream);
            Wait(cancellationToken);
            Output(0, result).CopyTo(digests);
            nodes = nodes[bytes..];
            digests = digests[result..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // After a cancellation or a fault copies may still be under way from and to the memory that goes now.
            _stream?.Synchronize();
        }
        catch (CudaException)
        {
            // A device that is lost copies nothing any more; the error that led here is the one to report.
        }
        for (int i = _parts.Count - 1; i >= 0; i--) _parts[i].Dispose();
        _parts.Clear();
    }

    /// <summary>Waits and looks for a cancellation; what the device has begun ends before its memory is given back.</summary>
    private void Wait(CancellationToken cancellationToken)
    {
        _done.Record(_stream!.Stream);
        while (!_done.Query())
            if (cancellationToken.WaitHandle.WaitOne(1)) cancellationToken.ThrowIfCancellationRequested();
    }

    private static unsafe Span<byte> Part(CudaPageLockedHostMemory<byte> memory, long offset, int length)
    {
        ObjectDisposedException.ThrowIf(memory is null, typeof(BatchLane));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset + (ulong)length, (ulong)memory.SizeInBytes);
        return new Span<byte>((byte*)memory.PinnedHostPointer + offset, length);
    }
}
