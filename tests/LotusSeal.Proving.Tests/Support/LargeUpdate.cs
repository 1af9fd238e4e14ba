using System.Security.Cryptography;
using LotusSeal.Native;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>Makes the update of 8 MiB of the vectors anew, which have digests of it and no files.</summary>
internal sealed class LargeUpdate : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static PoRepConfig Config { get; } = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1_1);

    /// <summary>The vanilla proofs of all partitions.</summary>
    public async Task<byte[][]> ProveAsync(CancellationToken cancellationToken)
    {
        if (!NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)) throw new InvalidOperationException(reason);
        BackendPool pool = new([native]);
        SealingOptions options = new() { Threads = 2 };
        SectorSealer sealer = new(pool, options);
        SectorUpdater updater = new(pool, options);
        SectorPaths paths = new(_folder["cache"], _folder["sealed"], _folder["zeros"]);
        await File.WriteAllBytesAsync(paths.Unsealed!, [], cancellationToken);
        PieceCommitment nothing = new(ZeroPieces.Commitment(Config.SectorSize), Config.DataSize);
        StagedSector staged = new(new SealIdentity(Config, Repeated(0x11), 7), new SealTicket(Repeated(0x22)), paths, [nothing]);
        await sealer.PreCommit2Async(await sealer.PreCommit1Async(staged, null, cancellationToken), paths, null, cancellationToken);

        UpdateStatement statement = UpdateCase.StatementOf(UpdateCase.Large);
        await File.WriteAllBytesAsync(_folder["unsealed"], Data(), cancellationToken);
        SectorKey key = new(Config, paths.Sealed, paths.Cache);
        UpdateFiles update = new(_folder["update"], _folder["update-cache"]);
        PieceCommitment piece = new(statement.New.CommD.Value, Config.DataSize);
        Assert.Equal(statement.New, await updater.EncodeAsync(key, update, _folder["unsealed"], [piece], null, cancellationToken));
        return await updater.ProveAsync(key, update, statement, null, cancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The data of the vectors: node i is SHA-256 of a word and i, without its two top bits.</summary>
    private static byte[] Data()
    {
        byte[] data = new byte[Config.SectorSize], message = [.. "porep-vector"u8, .. new byte[sizeof(ulong)]];
        for (int node = 0; node < data.Length / Digest.Size; node++)
        {
            BitConverter.TryWriteBytes(message.AsSpan(^sizeof(ulong)), (ulong)node);
            Span<byte> bytes = data.AsSpan(node * Digest.Size, Digest.Size);
            SHA256.HashData(message, bytes);
            bytes[^1] &= 0x3f;
        }

        return data;
    }

    private static Digest Repeated(byte value) => new([.. Enumerable.Repeat(value, Digest.Size)]);
}
