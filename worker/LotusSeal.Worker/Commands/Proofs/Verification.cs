using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Keys;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Verifies with the key of a circuit in the folder of parameters; without it nobody can tell.</summary>
internal static class Verification
{
    /// <summary>Reads the key, with a warning when it is not the network's, makes the verifier and verifies.</summary>
    /// <param name="context">Gets the warning.</param>
    /// <param name="folder">Where the key is.</param>
    /// <param name="circuit">The name of its circuit.</param>
    /// <param name="make">Makes the verifier of the key, and of others where it needs some; it is told what does the arithmetic.</param>
    /// <param name="verify">Verifies.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<VerificationReport> WithKeyAsync<TVerifier>(CommandContext context, ParameterFolder folder, string circuit,
        Func<VerifyingKey, IVerifierBackend, TVerifier> make, Func<TVerifier, bool> verify, CancellationToken cancellationToken)
    {
        string name = circuit + ParameterFolder.KeySuffix, path = folder.PathOf(name);
        VerifyingKey key;
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            key = VerifyingKey.Read(bytes, out _);
            if (!PublishedParameters.IsPublished(name, bytes))
                await context.Error.WriteLineAsync($"warning: '{path}' is not the key of the network: what it accepts proves nothing to anybody");
        }
        catch (Exception error) when (IsOfKey(error))
        {
            return VerificationReport.Unknown($"the verifying key '{path}' cannot be used: {error.Message}");
        }

        TVerifier verifier;
        try
        {
            verifier = make(key, VerifierArithmetic.Choose());
        }
        catch (Exception error) when (IsOfKey(error))
        {
            return VerificationReport.Unknown($"a key cannot be used: {error.Message}");
        }

        return VerificationReport.Of(() => verify(verifier));
    }

    private static bool IsOfKey(Exception error) => error is IOException or UnauthorizedAccessException or FormatException;
}
