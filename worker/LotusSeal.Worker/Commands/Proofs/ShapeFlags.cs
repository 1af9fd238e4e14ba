using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Flags that say what kind of sector it is: a registered proof, or the numbers of an unregistered shape.</summary>
internal sealed class ShapeFlags
{
    private readonly TextSetting<RegisteredSealProof?> _proofType = new("--proof-type", ProofTypes.Seal, null,
        "registered seal proof, by name or number, for instance StackedDrg32GiBV1_1", valueName: "TYPE");

    private readonly TextSetting<ulong?> _sectorSize = new("--sector-size", text => SizeText.Parse(text), null,
        "sector size of an unregistered shape, in place of --proof-type", valueName: "N");

    private readonly TextSetting<Digest?> _porepId = new("--porep-id", Values.Digest, null, "porep id of an unregistered shape", valueName: "HEX");

    private readonly TextSetting<ApiVersion?> _apiVersion = new("--api-version", ParseVersion, null,
        "graph rules of an unregistered shape: 1.0.0, 1.1.0 or 1.2.0", valueName: "V");

    private readonly TextSetting<PoRepFeature?> _feature = new("--feature", ParseFeature, null,
        "challenge rule of an unregistered shape: synthetic or non-interactive", valueName: "F");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new[] { _proofType.Option, _sectorSize.Option, _porepId.Option, _apiVersion.Option, _feature.Option })
            command.Add(option);
    }

    /// <summary>The configuration, or null when no flag of this group is given.</summary>
    /// <exception cref="UsageException">The flags contradict each other, or some are missing.</exception>
    public PoRepConfig? Read(ParseResult result, CommandContext context)
    {
        RegisteredSealProof? proof = _proofType.Value(result, context);
        ulong? size = _sectorSize.Value(result, context);
        Digest? porepId = _porepId.Value(result, context);
        ApiVersion? version = _apiVersion.Value(result, context);
        PoRepFeature? feature = _feature.Value(result, context);
        bool anyShape = size is not null || porepId is not null || version is not null || feature is not null;
        if (proof is RegisteredSealProof registered)
        {
            if (anyShape) throw new UsageException("--proof-type: not together with --sector-size, --porep-id, --api-version or --feature.");
            return PoRepConfig.ForProof(registered);
        }

        if (!anyShape) return null;
        if (size is null) throw new UsageException("--sector-size is missing (or give --proof-type).");
        if (porepId is null) throw new UsageException("--porep-id is missing: an unregistered shape needs one.");
        if (version is null) throw new UsageException("--api-version is missing: an unregistered shape needs one.");
        try
        {
            return PoRepConfig.ForShape(size.Value, porepId.Value, version.Value, feature ?? PoRepFeature.Interactive);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new UsageException($"--sector-size: {e.Message}", e);
        }
    }

    private static ApiVersion? ParseVersion(string text) => text switch
    {
        "1.0.0" or "V1_0_0" => ApiVersion.V1_0_0,
        "1.1.0" or "V1_1_0" => ApiVersion.V1_1_0,
        "1.2.0" or "V1_2_0" => ApiVersion.V1_2_0,
        _ => throw new FormatException($"'{text}' is none of 1.0.0, 1.1.0, 1.2.0."),
    };

    private static PoRepFeature? ParseFeature(string text) => text switch
    {
        "synthetic" => PoRepFeature.SyntheticPoRep,
        "non-interactive" => PoRepFeature.NonInteractivePoRep,
        _ => throw new FormatException($"'{text}' is none of synthetic, non-interactive."),
    };
}
