using LotusSeal.Groth16.Keys;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Verification;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>The keys that a miner verifies proofs with.</summary>
/// <param name="folder">Folder of parameters, or null for none.</param>
internal sealed class MinerKeys(string? folder)
{
    /// <summary>Verifies the proofs of Commit2.</summary>
    /// <exception cref="InvalidDataException">There is no key; the message names its file.</exception>
    public SealVerifier Seal(PoRepConfig config) => Read(SealCircuit.FileName(config), key => new SealVerifier(key, config));

    /// <summary>Verifies the proofs of updates; null where the folder has no key for them, as one made for sectors alone.</summary>
    /// <exception cref="InvalidDataException">The key cannot be used; the message names its file.</exception>
    public UpdateVerifier? Update(PoRepConfig config)
    {
        string name = UpdateCircuit.FileName(config);
        return File.Exists(PathOf(name)) ? Read(name, key => new UpdateVerifier(key, config)) : null;
    }

    /// <summary>Verifies proofs of spacetime; null where no proofs are verified.</summary>
    /// <exception cref="InvalidDataException">There is no key; the message names its file.</exception>
    public PostVerifier? Post(RegisteredPoStProof proof) =>
        folder is null ? null : Read(PostCircuit.FileName(proof), key => new PostVerifier(key, proof));

    private string PathOf(string name) => Path.Join(folder, $"{name}{ParameterFolder.KeySuffix}");

    private T Read<T>(string name, Func<VerifyingKey, T> use)
    {
        string path = PathOf(name);
        try
        {
            return use(VerifyingKey.Read(File.ReadAllBytes(path), out _));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new InvalidDataException($"The verifying key '{path}' cannot be used: {error.Message}", error);
        }
    }
}
