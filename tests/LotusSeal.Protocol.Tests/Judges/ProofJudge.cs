using System.Text.Json;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Protocol.Tests.Recordings;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>
/// Verifies the proofs that a worker made in a play. They are another each time, so that they cannot be compared with the recorded ones, but they
/// are of the same sectors, commitments and randomness.
/// </summary>
/// <param name="keysFolder">Where the keys are that verify them.</param>
internal sealed class ProofJudge(string keysFolder)
{
    private readonly MinerKeys _keys = new(keysFolder);

    /// <summary>A difference when a call is answered with a proof that does not hold.</summary>
    public IEnumerable<Difference> JudgeAnswer(Exchange played)
    {
        if (played.Rpc != "GenerateWindowPoSt" || played.Result is not { } result) return [];
        PoStProof answer = Read<WindowPoStResult>(result).PoStProofs;
        return answer.ProofBytes is { } proof && !Holds(() => VerifyWindow(played.Parameters, proof)) ? [new Difference(
            $"proof of {played}", "one that holds", Convert.ToHexStringLower(proof))] : [];
    }

    /// <summary>A difference for each Return of a proof that does not hold.</summary>
    public IEnumerable<Difference> JudgeReturns(TaskTrace played)
    {
        if (played.Call.Rpc is not ("SealCommit2" or "ProveReplicaUpdate2")) yield break;
        foreach (Exchange returned in played.Returns.Where(call => call.Parameters[1].ValueKind == JsonValueKind.String))
        {
            byte[] proof = returned.Parameters[1].GetBytesFromBase64();
            IReadOnlyList<JsonElement> asked = played.Call.Parameters;
            if (!Holds(() => played.Call.Rpc == "SealCommit2" ? VerifySeal(asked, proof) : VerifyUpdate(asked, proof)))
                yield return new Difference($"proof of {played}", "one that holds", Convert.ToHexStringLower(proof));
        }
    }

    private bool VerifyWindow(IReadOnlyList<JsonElement> asked, byte[] proof) =>
        _keys.Post((RegisteredPoStProof)asked[0].GetInt32())!.Verify(new Digest(Read<byte[]>(asked[4])),
            [.. Read<PostSectorChallenge[]>(asked[2]).Select(sector => new ReplicaClaim(sector.SectorNumber, sector.SealedCid!.ToCommR()))], proof);

    private bool VerifySeal(IReadOnlyList<JsonElement> asked, byte[] proof)
    {
        SectorRef sector = Read<SectorRef>(asked[0]);
        PoRepConfig config = PoRepConfig.ForProof(sector.ProofType);
        Commit1Output shown = Commit1OutputJson.Parse(config, Read<byte[]>(asked[1]));
        return _keys.Seal(config).Verify(new SealIdentity(config, ProverId.FromMiner(sector.Id.Miner), sector.Id.Number),
            new SealStatement(new SealCommitments(shown.CommR, shown.CommD), shown.Ticket, shown.Seed), proof);
    }

    private bool VerifyUpdate(IReadOnlyList<JsonElement> asked, byte[] proof)
    {
        UpdateVerifier verifier = _keys.Update(PoRepConfig.ForProof(Read<SectorRef>(asked[0]).ProofType))
            ?? throw new InvalidOperationException($"there is no key of updates in {keysFolder}");
        return verifier.Verify(new UpdateStatement(Read<Cid>(asked[1]).ToCommR(),
            new SealCommitments(Read<Cid>(asked[2]).ToCommR(), Read<Cid>(asked[3]).ToCommD())), proof);
    }

    private static bool Holds(Func<bool> verify)
    {
        try
        {
            return verify();
        }
        catch (FormatException)
        {
            return false; // The bytes are no proof.
        }
    }

    private static T Read<T>(JsonElement value) => LotusJson.Deserialize<T>(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()))!;
}
