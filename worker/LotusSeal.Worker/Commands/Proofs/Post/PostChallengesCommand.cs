using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs.Post;

/// <summary><c>proofs post challenges</c>: which nodes of which sectors are opened.</summary>
internal static class PostChallengesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        PostFlags flags = new();
        TextSetting<ulong[]> sectors = new("--sector", Values.Numbers, [],
            "numbers of the sectors, separated by commas; with --miner and a winning proof those that it may choose from", valueName: "N,…");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("challenges", "print the nodes that a proof of spacetime opens");
        flags.AddTo(command);
        command.Add(sectors.Option);
        command.Add(json.Option);
        command.SetAction(async (result, _) =>
        {
            RegisteredPoStProof proof = flags.Type(result, context);
            Digest randomness = flags.Randomness(result, context);
            ulong[] numbers = [.. sectors.Value(result, context).Distinct().Order()];
            if (numbers.Length == 0) throw new UsageException("--sector is missing.");
            if (proof.IsWinning()) numbers = [Winner(numbers, randomness, flags.Miner.Value(result, context))];
            PostChallengesReport report = new(numbers.Select((number, position) => (number, position)).ToDictionary(
                sector => sector.number.ToString(CultureInfo.InvariantCulture),
                sector => PostChallenges.Draw(proof, randomness, sector.number, sector.position)));
            if (json.Value(result, context))
            {
                await context.Output.WriteLineAsync(JsonSerializer.Serialize(report, SectorJson.Types.PostChallengesReport));
                return 0;
            }

            foreach ((string number, ulong[] challenges) in report.Challenges)
                await context.Output.WriteLineAsync($"{number}: {string.Join(',', challenges)}");
            return 0;
        });
        return command;
    }

    private static ulong Winner(ulong[] numbers, Digest randomness, ulong? miner)
    {
        if (miner is { } actor) return numbers[PostChallenges.DrawWinner(ProverId.FromMiner(actor), randomness, (ulong)numbers.Length)];
        return numbers.Length == 1 ? numbers[0] : throw new UsageException("--miner is missing: it chooses the one sector of a winning proof.");
    }
}

/// <summary>What <c>proofs post challenges --json</c> prints.</summary>
/// <param name="Challenges">The nodes by sector number, in their order.</param>
internal sealed record PostChallengesReport(IReadOnlyDictionary<string, ulong[]> Challenges);
