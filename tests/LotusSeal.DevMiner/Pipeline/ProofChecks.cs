using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Checks what workers deliver, with means of the miner's own.</summary>
/// <param name="sealer">Computes commitments and verifies vanilla proofs.</param>
/// <param name="verifier">Verifies the proofs of Commit2; null where none are made.</param>
/// <param name="updates">Verifies the proofs of updates; null where none are made.</param>
public sealed class ProofChecks(ISectorSealer sealer, SealVerifier? verifier = null, UpdateVerifier? updates = null)
{
    /// <summary>Largest piece whose commitment is computed a second time, bytes.</summary>
    private const ulong LargestCheckedPiece = 1UL << 30;

    /// <summary>Whether updates are proved and not shown by their vanilla proofs alone.</summary>
    public bool ProvesUpdates => updates is not null;

    /// <summary>The commitment of a piece must be that of its data.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public async Task CheckPieceAsync(PieceSource source, PieceInfo piece, CancellationToken cancellationToken)
    {
        UnpaddedSize size = UnpaddedSize.OfPiece(source.UnpaddedSize);
        ulong padded = size.ToPadded().Bytes;
        if (piece.Size != padded) throw new InvalidDataException($"AddPiece returned a piece of {piece.Size} padded bytes instead of {padded}.");
        Digest returned = (piece.PieceCid ?? throw new InvalidDataException("AddPiece returned no piece CID.")).ToCommP();
        if (padded > LargestCheckedPiece) return;
        await using Stream data = source.OpenRead();
        PieceCommitment own = await sealer.ComputePieceCommitmentAsync(data, size, cancellationToken);
        if (own.CommP != returned)
            throw new InvalidDataException($"AddPiece returned {piece.PieceCid}, the data has {Cid.FromCommP(own.CommP)}.");
    }

    /// <summary>CommD of PreCommit2 must be that of the pieces.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public void CheckCommD(SectorRecord sector, SectorCids cids)
    {
        PieceCommitment[] pieces = [.. sector.Pieces.Select(piece => piece.ToCommitment())];
        Cid expected = Cid.FromCommD(sealer.ComputeCommD(PoRepConfig.ForProof(sector.ProofType), pieces));
        if (!expected.Equals(cids.Unsealed))
            throw new InvalidDataException($"PreCommit2 returned CommD {cids.Unsealed}, the pieces have {expected}.");
        if (cids.Sealed is null || cids.Sealed.ToCommR().Value.IsZero) throw new InvalidDataException($"PreCommit2 returned CommR {cids.Sealed}.");
    }

    /// <summary>The output of Commit1 must speak of this sector's commitments and randomness, and its vanilla proofs must hold.</summary>
    /// <exception cref="InvalidDataException">It speaks of something else.</exception>
    /// <exception cref="SealingException">A proof does not hold.</exception>
    public void CheckCommit1(SectorRecord sector, byte[] output)
    {
        using (JsonDocument document = JsonDocument.Parse(output))
        {
            Claim(document.RootElement, "comm_r", sector.CommR!.ToCommR().Span);
            Claim(document.RootElement, "comm_d", sector.CommD!.ToCommD().Span);
            Claim(document.RootElement, "seed", sector.Seed);
            Claim(document.RootElement, "ticket", sector.Ticket);
        }

        sealer.VerifyCommit1(Identity(sector), output);
    }

    /// <summary>The proof of Commit2 must hold for this sector, with the randomness that the miner drew.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void CheckProof(SectorRecord sector, byte[] proof)
    {
        if (verifier is null) throw new InvalidDataException("There is no key to verify a proof with.");
        SealStatement statement = new(new SealCommitments(sector.CommR!.ToCommR(), sector.CommD!.ToCommD()),
            new SealTicket(new Digest(sector.Ticket)), new InteractiveSeed(new Digest(sector.Seed)));
        RequireHold("Commit2", () => verifier.Verify(Identity(sector), statement, proof));
    }

    /// <summary>The proof of an update must hold.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void CheckUpdate(UpdateStatement statement, byte[] proof)
    {
        if (updates is null) throw new InvalidDataException("There is no key to verify the proof of an update with.");
        RequireHold("ProveReplicaUpdate2", () => updates.Verify(statement, proof));
    }

    /// <summary>Who the sector is to the proofs.</summary>
    public static SealIdentity Identity(SectorRecord sector) =>
        new(PoRepConfig.ForProof(sector.ProofType), ProverId.FromMiner(sector.Id.Miner), sector.Id.Number);

    private static void RequireHold(string task, Func<bool> verify)
    {
        try
        {
            if (verify()) return;
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{task} returned what is no proof: {error.Message}.", error);
        }

        throw new InvalidDataException($"{task} returned a proof that does not hold.");
    }

    private static void Claim(JsonElement output, string name, ReadOnlySpan<byte> expected)
    {
        if (!output.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"The Commit1 output has no {name}.");
        byte[] bytes = [.. value.EnumerateArray().Select(element => element.GetByte())];
        if (!expected.SequenceEqual(bytes)) throw new InvalidDataException($"The Commit1 output has another {name} than the sector.");
    }
}
