using LotusSeal.Lotus.Api;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>Makes clients for the commands.</summary>
internal interface IApiConnector
{
    /// <summary>A client of an API; each call has a deadline.</summary>
    TApi Connect<TApi>(ApiInfo info) where TApi : class;

    /// <summary>The list of a worker's jobs, <c>GET /jobs</c>.</summary>
    /// <exception cref="CommandException">The worker does not answer it.</exception>
    Task<Observability.JobList> GetJobsAsync(ApiInfo worker, CancellationToken cancellationToken);

    /// <summary>The same, or null of a worker that has no such list.</summary>
    /// <exception cref="CommandException">The worker does not answer it.</exception>
    Task<Observability.JobList?> FindJobsAsync(ApiInfo worker, CancellationToken cancellationToken);

    /// <summary>A worker's GPUs, <c>GET /gpus</c>; none of a worker that has no such list.</summary>
    /// <exception cref="CommandException">The worker does not answer it.</exception>
    Task<Observability.GpuList> GetGpusAsync(ApiInfo worker, CancellationToken cancellationToken);
}
