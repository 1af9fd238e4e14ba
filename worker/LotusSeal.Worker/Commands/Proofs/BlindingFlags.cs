using System.CommandLine;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Proving;
using LotusSeal.Hosting;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Known numbers in place of random ones, so that a proof can be compared.</summary>
internal sealed class BlindingFlags
{
    private readonly TextSetting<Fr?> _r = new("--insecure-r", Scalar, null, "with --insecure-s: a proof that can be made again, for tests",
        valueName: "HEX");

    private readonly TextSetting<Fr?> _s = new("--insecure-s", Scalar, null, "who knows these numbers learns what the proof hides", valueName: "HEX");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_r.Option);
        command.Add(_s.Option);
    }

    /// <summary>Gives the numbers of every partition; null when they are to be random.</summary>
    /// <exception cref="UsageException">One is missing.</exception>
    public Func<Blinding>? Read(ParseResult result, CommandContext context) => (_r.Value(result, context), _s.Value(result, context)) switch
    {
        ({ } r, { } s) => () => new Blinding(r, s),
        (null, null) => null,
        _ => throw new UsageException("--insecure-r and --insecure-s go together."),
    };

    private static Fr? Scalar(string text) => Values.Digest(text) is { } digest && Fr.TryRead(digest.Span, out Fr value) ? value
        : throw new FormatException("the number, little-endian, is not below the order of the group.");
}
