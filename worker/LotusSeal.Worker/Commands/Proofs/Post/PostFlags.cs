using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs.Post;

/// <summary>Flags of several commands about proofs of spacetime.</summary>
internal sealed class PostFlags
{
    private readonly TextSetting<RegisteredPoStProof?> _proofType = new("--proof-type", ProofTypes.PoSt, null,
        "registered proof of spacetime, by name or number, for instance StackedDrgWindow32GiBV1_1", valueName: "TYPE");

    private readonly TextSetting<Digest?> _randomness = new("--randomness", Values.Digest, null,
        "32 bytes that the chain drew; their two top bits are cleared, as everybody does", valueName: "HEX");

    /// <summary>The miner.</summary>
    public TextSetting<ulong?> Miner { get; } = new("--miner", Values.Miner, null,
        "the miner's actor id; it chooses the sector that wins and is no part of a proof", valueName: "N");

    /// <summary>Adds the kind of proof alone.</summary>
    public void AddTypeTo(Command command) => command.Add(_proofType.Option);

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        AddTypeTo(command);
        command.Add(_randomness.Option);
        command.Add(Miner.Option);
    }

    /// <summary>The kind of proof.</summary>
    public RegisteredPoStProof Type(ParseResult result, CommandContext context) =>
        FolderFlag.Required(_proofType.Value(result, context), "--proof-type");

    /// <summary>What the chain drew.</summary>
    public Digest Randomness(ParseResult result, CommandContext context) => FolderFlag.Required(_randomness.Value(result, context), "--randomness");

    /// <summary>A flag that takes several values and may be given again.</summary>
    public static Option<string[]> Many(string name, string description, string valueName) => new(name)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The values of such a flag, each read.</summary>
    /// <exception cref="UsageException">There is none, or one is wrong.</exception>
    public static IReadOnlyList<T> Read<T>(ParseResult result, Option<string[]> option, Func<string, T> parse)
    {
        if (result.GetValue(option) is not { Length: > 0 } given) throw new UsageException($"{option.Name} is missing.");
        try
        {
            return [.. given.Select(parse)];
        }
        catch (FormatException e)
        {
            throw new UsageException($"{option.Name}: {e.Message}", e);
        }
    }
}
