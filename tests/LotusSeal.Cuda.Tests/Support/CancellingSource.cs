using LotusSeal.Cuda.Checks;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>A generated sector that is cancelled while its first batch is handed over.</summary>
internal sealed class CancellingSource(CancellationTokenSource stop) : IReplicaSource, IUpdateSource, IReplicaSink
{
    private readonly GeneratedSector _sector = new();

    public void ReadLayer(int layer, ulong firstNode, Span<byte> labels) => _sector.ReadLayer(layer, firstNode, labels);

    public void ReadKey(ulong firstNode, Span<byte> nodes) => _sector.ReadKey(firstNode, nodes);

    public void ReadData(ulong firstNode, Span<byte> data) => _sector.ReadData(firstNode, data);

    public void WriteTreeC(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => stop.Cancel();

    public void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) { }

    public void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes) => stop.Cancel();

    public void Advance(ulong nodes) { }
}
