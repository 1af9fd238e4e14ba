using System.Text.Json.Nodes;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>One sector of pseudo-random data, described once for both implementations.</summary>
internal sealed class SampleSector
{
    public static readonly Digest Prover = ProverId.FromMiner(1000);
    public static readonly SealTicket Ticket = new(new Digest(Enumerable.Repeat((byte)0x22, Digest.Size).ToArray()));
    public static readonly InteractiveSeed Seed = new(new Digest(Enumerable.Repeat((byte)0x33, Digest.Size).ToArray()));
    public const ulong Number = 7;

    private SampleSector(RegisteredSealProof proof, string folder)
    {
        Proof = proof;
        Config = PoRepConfig.ForProof(proof);
        PieceFile = Path.Combine(folder, "piece");
        UnsealedFile = Path.Combine(folder, "unsealed");
    }

    public RegisteredSealProof Proof { get; }
    public PoRepConfig Config { get; }
    public string PieceFile { get; }
    public string UnsealedFile { get; }
    public PieceCommitment Piece { get; private set; }
    public SealIdentity Identity => new(Config, Prover, Number);

    /// <summary>Writes the piece and the unsealed file.</summary>
    public static async Task<SampleSector> CreateAsync(RegisteredSealProof proof, string folder, ISectorSealer sealer)
    {
        SampleSector sector = new(proof, folder);
        byte[] block = new byte[UnpaddedSize.Block * 1024];
        Random random = new(20);
        await using (FileStream piece = File.Create(sector.PieceFile))
        {
            for (ulong left = sector.Config.DataSize.Bytes; left > 0; left -= Math.Min(left, (ulong)block.Length))
            {
                random.NextBytes(block);
                await piece.WriteAsync(block.AsMemory(0, (int)Math.Min(left, (ulong)block.Length)));
            }
        }

        await using FileStream source = File.OpenRead(sector.PieceFile);
        await using FileStream unsealed = new(sector.UnsealedFile, FileMode.Create, FileAccess.ReadWrite);
        sector.Piece = await sealer.WritePieceAsync(source, sector.Config.DataSize, unsealed, default, CancellationToken.None);
        return sector;
    }

    /// <summary>The fields that every request to the reference carries.</summary>
    public JsonObject Request(string cache, string @sealed) => new()
    {
        ["proof_type"] = Proof.ToString(),
        ["cache"] = cache,
        ["sealed"] = @sealed,
        ["prover_id"] = Prover.ToString(),
        ["sector_id"] = Number,
        ["ticket"] = Ticket.ToString(),
        ["pieces"] = new JsonArray(new JsonObject { ["comm_p"] = Piece.CommP.ToString(), ["unpadded"] = Piece.UnpaddedSize.Bytes }),
    };
}
