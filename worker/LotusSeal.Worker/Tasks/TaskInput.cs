using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Tasks;

/// <summary>Checks and conversions of what came off the wire; every error is code 1 and names the parameter.</summary>
internal static class TaskInput
{
    /// <summary>A sector of a known proof type.</summary>
    public static void Sector(SectorRef? sector)
    {
        if (sector is null) throw new RpcException("sector: a SectorRef is needed, got null");
        if (!Enum.IsDefined(sector.ProofType)) throw new RpcException($"sector.ProofType: {(int)sector.ProofType} is no registered seal proof");
    }

    /// <summary>The ticket: thirty-two bytes.</summary>
    public static SealTicket Ticket(byte[]? bytes) => new(Randomness("ticket", bytes));

    /// <summary>The seed: thirty-two bytes.</summary>
    public static InteractiveSeed Seed(byte[]? bytes) => new(Randomness("seed", bytes));

    /// <summary>Bytes that must be there.</summary>
    public static byte[] Bytes(string name, byte[]? bytes) => bytes is { Length: > 0 } ? bytes : throw new RpcException($"{name}: must not be empty");

    /// <summary>A data commitment.</summary>
    public static CommD CommD(string name, Cid? cid) => Commitment(name, cid, static c => c.ToCommD());

    /// <summary>A piece's commitment.</summary>
    public static Digest CommP(string name, Cid? cid) => Commitment(name, cid, static c => c.ToCommP());

    /// <summary>A replica commitment.</summary>
    public static CommR CommR(string name, Cid? cid) => Commitment(name, cid, static c => c.ToCommR());

    /// <summary>What the proof of an update says: the key's CommR, and what the update has given the sector.</summary>
    public static UpdateStatement UpdateStatement(Cid? sectorKey, Cid? newSealed, Cid? newUnsealed) => new(CommR("sectorKey", sectorKey),
        new SealCommitments(CommR("newSealed", newSealed), CommD("newUnsealed", newUnsealed)));

    /// <summary>Pieces that fill the sector exactly.</summary>
    public static IReadOnlyList<PieceCommitment> Pieces(SectorRef sector, PieceInfo[]? pieces)
    {
        ulong sectorSize = PoRepConfig.ForProof(sector.ProofType).SectorSize, sum = 0;
        List<PieceCommitment> result = [];
        foreach (PieceInfo piece in pieces ?? [])
        {
            int index = result.Count;
            PaddedSize size = PaddedPieceSize($"pieces[{index}].Size", piece.Size);
            result.Add(new PieceCommitment(CommP($"pieces[{index}].PieceCID", piece.PieceCid), size.ToUnpadded()));
            sum = Behind($"pieces[{index}].Size", sum, piece.Size, sectorSize);
        }

        if (sum != sectorSize) throw new RpcException($"pieces: they add up to {sum} bytes, the sector has {sectorSize}");
        return result;
    }

    /// <summary>The end of a piece behind others; sizes off the wire may add up to more than a number holds.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="before">Padded bytes of the pieces before it, at most <paramref name="sectorSize"/>.</param>
    /// <param name="padded">Its padded bytes.</param>
    /// <param name="sectorSize">Bytes of the sector.</param>
    public static ulong Behind(string name, ulong before, ulong padded, ulong sectorSize) => padded <= sectorSize - before ? before + padded
        : throw new RpcException($"{name}: {padded} bytes do not fit behind {before} into the {sectorSize} of the sector");

    /// <summary>An unpadded piece size: 127·2^k bytes.</summary>
    public static UnpaddedSize PieceSize(string name, ulong unpadded) => UnpaddedSize.IsPieceSize(unpadded)
        ? new UnpaddedSize(unpadded)
        : throw new RpcException($"{name}: {unpadded} is no unpadded piece size (127·2^k bytes)");

    /// <summary>A range of whole 127-byte units inside a sector, as bytes of its unsealed file.</summary>
    public static ByteRange PaddedRange(string name, ulong offset, ulong size, PoRepConfig config)
    {
        ulong limit = config.DataSize.Bytes;
        if (size == 0 || offset % UnpaddedSize.Block != 0 || size % UnpaddedSize.Block != 0 || offset > limit || size > limit - offset)
            throw new RpcException($"{name}: offset {offset}, size {size} is no range of whole 127-byte units within {limit} bytes");
        return new ByteRange(new UnpaddedSize(offset).ToPadded().Bytes, new UnpaddedSize(size).ToPadded().Bytes);
    }

    /// <summary>Parameters as one text: equal texts mean equal parameters. Long ones enter by their digest.</summary>
    public static string Key(params ReadOnlySpan<object?> parameters)
    {
        StringBuilder key = new();
        foreach (object? parameter in parameters)
        {
            string text = parameter switch
            {
                byte[] bytes => Convert.ToHexStringLower(SHA256.HashData(bytes)),
                object?[] many => $"[{Key(many)}]",
                IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
                _ => parameter?.ToString() ?? "",
            };
            key.Append(text).Append(';');
        }

        return key.ToString();
    }

    private static PaddedSize PaddedPieceSize(string name, ulong size) => size >= PaddedSize.Block && ulong.IsPow2(size)
        ? new PaddedSize(size)
        : throw new RpcException($"{name}: {size} is no padded piece size (a power of two from 128)");

    /// <summary>Thirty-two bytes.</summary>
    public static Digest Randomness(string name, byte[]? bytes) =>
        bytes is { Length: Digest.Size } ? new Digest(bytes) : throw new RpcException($"{name}: 32 bytes are needed, got {bytes?.Length ?? 0}");

    private static TCommitment Commitment<TCommitment>(string name, Cid? cid, Func<Cid, TCommitment> convert)
    {
        if (cid is null) throw new RpcException($"{name}: a CID is needed, got null");
        try
        {
            return convert(cid);
        }
        catch (FormatException e)
        {
            throw new RpcException($"{name}: {e.Message}", e);
        }
    }
}
