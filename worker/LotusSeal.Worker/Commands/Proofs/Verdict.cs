using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Primitives;
using LotusSeal.Proving.Keys;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What is found of a proof. Exit code 0: it holds; 1: it does not; 2: nobody can tell.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Reason">Why it does not hold or cannot be told; null when it holds.</param>
internal sealed record Verdict(int Code, string? Reason)
{
    private const int Valid = 0, Invalid = 1, Unknown = 2;

    /// <summary>Verifies with the key of a file; one that is not the network's is said to be none.</summary>
    /// <param name="context">Gets the warning.</param>
    /// <param name="path">The <c>.vk</c> file.</param>
    /// <param name="use">Makes the verifier of the key.</param>
    /// <param name="verify">Verifies.</param>
    /// <param name="cancellationToken">Stops the reading of the key.</param>
    public static async Task<Verdict> WithKeyAsync<TVerifier>(CommandContext context, string path, Func<VerifyingKey, TVerifier> use,
        Func<TVerifier, bool> verify, CancellationToken cancellationToken)
    {
        TVerifier verifier;
        try
        {
            byte[] key = await File.ReadAllBytesAsync(path, cancellationToken);
            if (!PublishedParameters.IsPublished(Path.GetFileName(path), key))
                await context.Error.WriteLineAsync($"warning: '{path}' is not the key of the network: what it accepts proves nothing to anybody");
            verifier = use(VerifyingKey.Read(key, out _));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return new Verdict(Unknown, $"the verifying key '{path}' cannot be used: {error.Message}");
        }

        try
        {
            return verify(verifier) ? new Verdict(Valid, null) : new Verdict(Invalid, "the proof does not hold");
        }
        catch (FormatException error)
        {
            return new Verdict(Invalid, error.Message);
        }
        catch (SealingException error)
        {
            return new Verdict(Unknown, error.Message);
        }
    }

    /// <summary>Prints it: a line, or one JSON object.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TellAsync(CommandContext context, bool json)
    {
        if (json)
            await context.Output.WriteLineAsync(JsonSerializer.Serialize(
                new VerificationReport(Code switch { Valid => true, Invalid => false, _ => null }, Reason), SectorJson.Types.VerificationReport));
        else if (Code == Valid)
            await context.Output.WriteLineAsync("the proof holds");
        if (Reason is not null) await context.Error.WriteLineAsync($"error: {Reason}");
        return Code;
    }
}
