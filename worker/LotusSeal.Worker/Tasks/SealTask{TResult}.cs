using LotusSeal.Lotus.Json;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Work with a result that its definition knows how to return.</summary>
/// <typeparam name="TResult">The result; <see cref="NoResult"/> for none.</typeparam>
internal abstract class SealTask<TResult>(ResultDefinition<TResult> definition) : SealTask
{
    /// <inheritdoc/>
    public sealed override TaskDefinition Definition => definition;

    /// <summary>Does the work.</summary>
    public abstract Task<TResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public sealed override async Task<RawJson?> RunToWireAsync(TaskServices services, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken) =>
        ResultDefinition<TResult>.ToWire(await RunAsync(services, progress, cancellationToken));
}
