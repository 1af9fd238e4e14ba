using System.Text.Json;
using LotusSeal.Cuda;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Children;

namespace LotusSeal.Worker.Gpus;

/// <summary>
/// Works on GPUs, inside of a process of its own. A device is opened with the first request for it and stays open; the worker alone decides which
/// one is left alone after a fault.
/// </summary>
/// <param name="options">How the steps use the host.</param>
/// <param name="watch">Sees a driver that does not come back.</param>
internal sealed class GpuHandler(SealingOptions options, DriverWatch watch) : IRequestHandler, IDisposable
{
    private readonly Dictionary<string, OpenGpu> _opened = [];
    private IReadOnlyList<CudaSealingBackend> _gpus = [];

    /// <inheritdoc/>
    public byte[] Answer(Message request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        GpuRequest asked = request.Read(GpuJson.Default.GpuRequest);
        return asked switch
        {
            { Kind: GpuRequestKind.Find } => JsonSerializer.SerializeToUtf8Bytes(Find(), GpuJson.Default.GpuFindings),
            { Kind: GpuRequestKind.Test, Gpu: { } gpu } => Test(gpu),
            { Kind: GpuRequestKind.PreCommit2, Gpu: { } gpu, Sector: { } sector } => PreCommit2(gpu, sector, progress, cancellationToken),
            { Kind: GpuRequestKind.Encode, Gpu: { } gpu, Update: { } update } => Encode(gpu, update, progress, cancellationToken),
            { Kind: GpuRequestKind.RegenerateKey, Gpu: { } gpu, Key: { } key } => RegenerateKey(gpu, key, progress, cancellationToken),
            _ => throw new SealingException($"This program does nothing of the kind {asked.Kind} on a GPU, or not without more words."),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (CudaSealingBackend gpu in _gpus) gpu.Dispose();
    }

    private GpuFindings Find()
    {
        string? reason = null;
        if (_gpus.Count == 0) watch.Run(() => CudaSealingBackend.TryCreate(out _gpus, out reason));
        return new GpuFindings([.. _gpus.Select(gpu => gpu.Device)], reason);
    }

    private byte[] Test(string uuid)
    {
        Open(uuid).Pool.For(SealingPhase.PreCommit2);
        return [];
    }

    private byte[] PreCommit2(string uuid, GpuSector sector, IProgress<PhaseProgress> progress, CancellationToken cancellationToken) =>
        Bytes(Open(uuid).Sealer.PreCommit2Async(sector.Input, sector.Paths, progress, cancellationToken).GetAwaiter().GetResult());

    private byte[] Encode(string uuid, GpuUpdate update, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        PieceCommitment[] pieces = [.. update.Pieces.Select(piece => piece.Commitment)];
        return Bytes(Open(uuid).Updater.EncodeAsync(update.Key, update.Files, update.Unsealed, pieces, progress, cancellationToken)
            .GetAwaiter().GetResult());
    }

    private byte[] RegenerateKey(string uuid, GpuSectorKey key, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        Open(uuid).Updater.RegenerateKeyAsync(key.Key, key.Temporary, key.Update, key.Unsealed, key.NewCommD, progress, cancellationToken)
            .GetAwaiter().GetResult();
        return [];
    }

    private static byte[] Bytes(SealCommitments made) => [.. made.CommR.Value.Span, .. made.CommD.Value.Span];

    private OpenGpu Open(string uuid)
    {
        if (_opened.TryGetValue(uuid, out OpenGpu? opened)) return opened;
        GpuFindings found = Find();
        CudaSealingBackend gpu = _gpus.FirstOrDefault(gpu => gpu.Device.Uuid == uuid) ?? throw new SealingBackendException(
            new BackendFault(BackendStage.Replica, uuid, FaultRemedy.Retire, found.Reason ?? "the driver does not show it any more"));
        SealingBackend watched = new(gpu.Name) { Replicas = watch.Over(gpu.Replicas!), Updates = watch.Over(gpu.Updates!) };
        BackendPool pool = new([watched, .. HashesOfProcessor()]);
        return _opened[uuid] = new OpenGpu(pool, new SectorSealer(pool, options), new SectorUpdater(pool, options));
    }

    /// <summary>What checks and builds TreeD, and nothing that could do the work of the GPU.</summary>
    private static IEnumerable<SealingBackend> HashesOfProcessor()
    {
        if (NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _)) yield return new(native.Name) { Hashes = native.Hashes };
        ManagedSealingBackend managed = new();
        yield return new(managed.Name) { Hashes = managed.Hashes };
    }

    private sealed record OpenGpu(BackendPool Pool, SectorSealer Sealer, SectorUpdater Updater);
}
