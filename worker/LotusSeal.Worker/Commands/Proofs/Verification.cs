using LotusSeal.Groth16.Keys;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>The keys that proofs are verified with.</summary>
internal static class SealKeys
{
    /// <summary>Reads the verifying key of proofs of replication of a shape, and warns when it is not the network's.</summary>
    /// <exception cref="UnusableKeyException">It cannot be read; the message names the file.</exception>
    public static Task<VerifyingKey> ReadAsync(
        CommandContext context, ParameterFolder folder, PoRepConfig config, CancellationToken cancellationToken) =>
        ReadAsync(context, folder, SealCircuit.FileName(config), cancellationToken);

    /// <summary>Reads the verifying key of a circuit, and warns when it is not the network's.</summary>
    /// <exception cref="UnusableKeyException">It cannot be read; the message names the file.</exception>
    public static async Task<VerifyingKey> ReadAsync(
        CommandContext context, ParameterFolder folder, string circuit, CancellationToken cancellationToken)
    {
        string name = circuit + ParameterFolder.KeySuffix, path = folder.PathOf(name);
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            VerifyingKey key = VerifyingKey.Read(bytes, out _);
            if (!PublishedParameters.IsPublished(name, bytes))
                await context.Error.WriteLineAsync($"warning: '{path}' is not the key of the network: what it accepts proves nothing to anybody");
            return key;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UnusableKeyException($"the verifying key '{path}' cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Makes a verifier of keys.</summary>
    /// <exception cref="UnusableKeyException">A key is of another circuit, or cannot be read.</exception>
    public static T Verifier<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UnusableKeyException($"a key cannot be used: {error.Message}", error);
        }
    }
}

/// <summary>Without its key nobody can tell whether a proof holds.</summary>
internal sealed class UnusableKeyException(string message, Exception inner) : Exception(message, inner);
