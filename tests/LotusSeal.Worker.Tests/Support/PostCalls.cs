using System.Text;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Calls for proofs of spacetime of the reference's sectors, to a prover that does what a word says.</summary>
internal static class PostCalls
{
    public const RegisteredPoStProof WindowProof = RegisteredPoStProof.StackedDrgWindow2KiBV1_1,
        WinningProof = RegisteredPoStProof.StackedDrgWinning2KiBV1;

    /// <summary>Asks for a proof of sectors that are there; the word is the randomness.</summary>
    public static async Task<byte[]> ProveAsync(IWorkerApi api, string task, string word)
    {
        bool isWindow = task == TaskTypes.WindowPoSt;
        PostSectorChallenge[] sectors = [.. VectorStore.Case(isWindow ? "window-v1_1-2" : "winning-updated").GetProperty("sectors").EnumerateArray()
            .Select(VectorStore.ChallengeOf)];
        byte[] randomness = new byte[Digest.Size];
        Encoding.ASCII.GetBytes(word, randomness);
        return isWindow
            ? (await api.GenerateWindowPoStAsync((int)WindowProof, 1000, sectors, 0, randomness, CancellationToken.None)).PoStProofs.ProofBytes!
            : Assert.Single((await api.GenerateWinningPoStAsync((int)WinningProof, 1000, sectors, randomness, CancellationToken.None))!).ProofBytes!;
    }
}
