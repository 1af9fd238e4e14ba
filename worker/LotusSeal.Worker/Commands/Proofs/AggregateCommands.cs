using System.CommandLine;
using System.Text.Json;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Proving.Aggregation;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs aggregate</c> and <c>proofs verify-aggregate</c>: the proofs of many sectors as one.</summary>
internal static class AggregateCommands
{
    /// <summary>Makes both.</summary>
    public static IEnumerable<Command> Create(CommandContext context) => [Aggregate(context), Verify(context)];

    private static Command Aggregate(CommandContext context)
    {
        AggregateFlags flags = new("with its proof; the order is that of the aggregate");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("aggregate", "make one proof of those of many sectors");
        flags.AddTo(command);
        command.Add(json.Option);
        command.SetAction(async (result, cancellationToken) =>
        {
            (PoRepConfig config, AggregatedSector[] sectors, AggregationVersion version, ParameterFolder folder) =
                await flags.ReadAsync(result, context, cancellationToken);
            byte[] aggregate;
            try
            {
                AggregationKey key = AggregationKeyFile.OpenToAggregate(folder, SealBond.CountFor(config, sectors.Length));
                aggregate = SealAggregator.Aggregate(config, key, [.. sectors.Select(sector => sector.Statement)],
                    [.. sectors.Select(sector => sector.ReadProof())], version, cancellationToken);
            }
            catch (Exception error) when (error is FormatException or SealingException)
            {
                throw new CommandException(error.Message, error);
            }

            string hex = Convert.ToHexStringLower(aggregate);
            await context.Output.WriteLineAsync(
                json.Value(result, context) ? JsonSerializer.Serialize(new AggregateReport(hex), SectorJson.Types.AggregateReport) : hex);
            return 0;
        });
        return command;
    }

    private static Command Verify(CommandContext context)
    {
        AggregateFlags flags = new("in the order of the aggregate");
        TextSetting<byte[]?> aggregate = new("--aggregate", Values.Bytes, null, "the aggregate", valueName: "HEX");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("verify-aggregate", "whether one proof of many sectors holds; exit code 0: yes, 1: no, 2: it cannot be told");
        flags.AddTo(command);
        command.Add(aggregate.Option);
        command.Add(json.Option);
        command.SetAction(async (result, cancellationToken) =>
        {
            byte[] bytes = aggregate.Value(result, context) ?? throw new UsageException("--aggregate is missing.");
            (PoRepConfig config, AggregatedSector[] sectors, AggregationVersion version, ParameterFolder folder) =
                await flags.ReadAsync(result, context, cancellationToken);
            VerificationReport report = await Verification.WithKeyAsync(context, folder, SealCircuit.FileName(config),
                (key, _) => new SealAggregateVerifier(key, AggregationKeyFile.OpenToVerify(folder), config),
                verifier => verifier.Verify([.. sectors.Select(sector => (sector.Identity(config), sector.Statement))], bytes, version),
                cancellationToken);
            return await report.PrintAsync(context, json.Value(result, context));
        });
        return command;
    }

    /// <summary>The flags of both.</summary>
    private sealed class AggregateFlags(string content)
    {
        private readonly ShapeFlags _shape = new();
        private readonly TextSetting<string?> _sectors = new("--sectors", Values.Text, null,
            $"JSON list of sectors: miner, sector, ticket, seed, comm_r, comm_d; {content}", valueName: "FILE");

        private readonly TextSetting<AggregationVersion> _version = new("--aggregation", ParseVersion, AggregationVersion.V2,
            "how challenges are drawn: V1 or V2 (default: V2)", valueName: "V");

        private readonly TextSetting<string> _folder = ParameterFlags.Folder("--params", "folder of the keys");

        public void AddTo(Command command)
        {
            _shape.AddTo(command);
            foreach (Option option in new[] { _sectors.Option, _version.Option, _folder.Option }) command.Add(option);
        }

        public async Task<(PoRepConfig Config, AggregatedSector[] Sectors, AggregationVersion Version, ParameterFolder Folder)> ReadAsync(
            ParseResult result, CommandContext context, CancellationToken cancellationToken)
        {
            PoRepConfig config = _shape.Read(result, context) ?? throw new UsageException("--proof-type is missing.");
            string file = FolderFlag.Required(_sectors.Value(result, context), "--sectors");
            AggregatedSector[] sectors = await AggregatedSector.ReadAsync(context.ExpandPath(file), cancellationToken);
            return (config, sectors, _version.Value(result, context), new ParameterFolder(context.ExpandPath(_folder.Value(result, context))));
        }

        private static AggregationVersion ParseVersion(string text) =>
            Enum.TryParse(text, ignoreCase: true, out AggregationVersion version) && Enum.IsDefined(version) ? version
                : throw new FormatException($"'{text}' is none of V1, V2.");
    }
}

/// <summary>What <c>proofs aggregate --json</c> prints.</summary>
/// <param name="Aggregate">The aggregate in hexadecimal.</param>
internal sealed record AggregateReport(string Aggregate);
