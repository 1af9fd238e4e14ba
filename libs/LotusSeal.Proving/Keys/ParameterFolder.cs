using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Primitives.Durability;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Proving.Keys;

/// <summary>The folder of parameter files; it is only read but where parameters are made (porep.md 8.7, 9.4).</summary>
/// <param name="path">The folder.</param>
public sealed class ParameterFolder(string path)
{
    /// <summary>Endings of the files of a circuit.</summary>
    public const string ParametersSuffix = ".params", KeySuffix = ".vk";

    /// <summary>The path of a file.</summary>
    public string PathOf(string name) => Path.Join(path, name);

    /// <summary>Opens the parameters of proofs of replication.</summary>
    /// <param name="config">The sectors' shape.</param>
    /// <param name="first">Decodes points of the first group; null for managed code.</param>
    /// <param name="second">Decodes points of the second group; null for managed code.</param>
    /// <exception cref="SealingException">The file is damaged, or of another circuit; the message names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public StoredParameters OpenSeal(PoRepConfig config, IPointDecoder<Fp>? first = null, IPointDecoder<Fp2>? second = null) =>
        Open(SealCircuit.FileName(config), SealCircuit.SizeOf(config), first, second);

    /// <summary>Opens the parameters of proofs of updates.</summary>
    /// <inheritdoc cref="OpenSeal"/>
    public StoredParameters OpenUpdate(PoRepConfig config, IPointDecoder<Fp>? first = null, IPointDecoder<Fp2>? second = null) =>
        Open(UpdateCircuit.FileName(config), UpdateCircuit.SizeOf(config), first, second);

    /// <summary>Opens the parameters of proofs of spacetime.</summary>
    /// <inheritdoc cref="OpenSeal"/>
    public StoredParameters OpenPost(RegisteredPoStProof proof, IPointDecoder<Fp>? first = null, IPointDecoder<Fp2>? second = null) =>
        Open(PostCircuit.FileName(proof), PostCircuit.SizeOf(proof), first, second);

    /// <summary>Makes parameters of a circuit and writes both files, each whole or not at all.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="secrets">What the parameters are made of.</param>
    /// <param name="progress">Told how many points are written.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <param name="cancellationToken">Stops between batches of points.</param>
    /// <exception cref="IOException">They cannot be written; the message names the file.</exception>
    public async Task GenerateAsync(CircuitKey circuit, Secrets secrets, IProgress<PhaseProgress>? progress,
        IProverBackend? backend, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        Parameters parameters = ParameterGenerator.Generate(circuit.Blank, secrets, backend, cancellationToken);
        string key = PathOf(circuit.Name + KeySuffix);
        // With another's parameters a key is worse than none: it goes first and comes last.
        File.Delete(key);
        await AtomicFile.WriteAsync(PathOf(circuit.Name + ParametersSuffix), stream =>
        {
            parameters.Write(stream, progress is null ? null : new PartitionProgress(progress), cancellationToken);
            return Task.CompletedTask;
        });
        await AtomicFile.WriteAsync(key, stream =>
        {
            parameters.VerifyingKey.Write(stream);
            return Task.CompletedTask;
        });
    }

    private StoredParameters Open(string name, CircuitSize size, IPointDecoder<Fp>? first, IPointDecoder<Fp2>? second)
    {
        string file = PathOf(name + ParametersSuffix);
        StoredParameters stored;
        try
        {
            stored = StoredParameters.Open(file, first, second);
        }
        catch (FormatException error)
        {
            throw new SealingException($"{error.Message}.", error);
        }

        if (stored.Parameters.MismatchWith(size) is not { } mismatch) return stored;
        stored.Dispose();
        throw new SealingException($"'{file}' is of another circuit: {mismatch}.");
    }
}
