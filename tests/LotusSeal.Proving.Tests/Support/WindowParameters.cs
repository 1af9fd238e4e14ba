using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Keys;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>The parameters of window proofs of 2 KiB with the secrets of the vectors, in a folder.</summary>
public sealed class WindowParameters : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private StoredParameters? _stored;

    /// <summary>The parameters in the file.</summary>
    public Parameters Parameters => _stored!.Parameters;

    /// <summary>The path of a file.</summary>
    public string PathOf(string name) => _folder[name];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        CircuitKey circuit = CircuitKey.OfPost(RegisteredPoStProof.StackedDrgWindow2KiBV1_1);
        ParameterFolder folder = new(_folder.Path);
        await folder.GenerateAsync(circuit, Secrets.OfPhrase("porep-vector"), null, null, TestContext.Current.CancellationToken);
        _stored = StoredParameters.Open(folder.PathOf(circuit.Name + ParameterFolder.ParametersSuffix));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _stored?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
