using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Children;

/// <summary>Does what the worker asks for, inside of a child process. What it keeps between two requests is its own business.</summary>
internal interface IRequestHandler
{
    /// <summary>Works on one request, on the calling thread.</summary>
    /// <param name="request">What is asked for (<see cref="MessageKind.Request"/>).</param>
    /// <param name="input">What it is done with.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">The request is no longer wanted.</param>
    /// <returns>The answer, bytes of the request's kind.</returns>
    /// <exception cref="Primitives.SealingException">Request or input are wrong; the message names what is.</exception>
    /// <exception cref="Sealing.Backends.SealingBackendException">What it computes with failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    byte[] Answer(Message request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken);
}
