using System.Reflection;
using LotusSeal.Hosting;
using LotusSeal.Sealing.Parents;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>The daemon behind <c>run</c>.</summary>
public static class WorkerHost
{
    /// <summary>
    /// Runs a worker until it is stopped: by the token, which the signals of the process cancel, or by the Shutdown call (protocol spec 1.7, 1.10).
    /// </summary>
    /// <returns>The exit code: 0 after a stop, whenever it came; 1 when the start failed; the reason is logged.</returns>
    public static async Task<int> RunAsync(WorkerRunOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using ILoggerFactory loggers = ProcessLog.Create(name =>
            name == ProcessLog.FormatVariable && options.LogFormat is { } format ? format : Environment.GetEnvironmentVariable(name));
        return await RunAsync(options, new WorkerTimings(), loggers, Environment.GetEnvironmentVariable, null, cancellationToken);
    }

    /// <summary>As the public one, with everything that comes from outside as arguments.</summary>
    internal static async Task<int> RunAsync(WorkerRunOptions options, WorkerTimings timings, ILoggerFactory loggers,
        Func<string, string?> environment,
        Action<WorkerDaemon>? started, CancellationToken stopping)
    {
        ILogger logger = loggers.CreateLogger("LotusSeal.Worker");
        string version = typeof(WorkerHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        logger.Starting(version, options.RepositoryPath, options.Name);
        foreach (string note in options.Notes) logger.StartNote(note);
        if (OpenFileLimit.Read() is { } limit and < OpenFileLimit.Wanted) logger.FileLimitLow(limit, OpenFileLimit.Wanted);
        if (ForeignVariables.Ignored(environment, Environment.CurrentDirectory) is { Count: > 0 } ignored)
            logger.VariablesIgnored(string.Join(", ", ignored));
        // A hung disk must not hold the start up.
        _ = Task.Run(() => DeleteAbandonedParents(options.ParentsCache ?? UnfinishedParents.UsualFolder, logger), CancellationToken.None);
        ReserveServerThreads();
        await using CancellationTokenRegistration told = stopping.Register(() => logger.StopAsked(StopSignals.Echo.TotalSeconds));
        try
        {
            await using WorkerDaemon daemon = await WorkerDaemon.StartAsync(options, timings.Scaled(environment(WorkerTimings.ScaleVariable)),
                loggers, environment, stopping);
            started?.Invoke(daemon);
            await daemon.RunAsync(stopping);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is WorkerStartException or CallStoreException or StorageException or FormatException)
        {
            logger.StartFailed(e.Message);
            return 1;
        }
        finally
        {
            logger.Stopped();
        }
    }

    /// <summary>A killed maker of a parents file leaves up to 112 GiB, also where no folder is set any more.</summary>
    private static void DeleteAbandonedParents(string folder, ILogger logger)
    {
        foreach (string name in UnfinishedParents.DeleteAbandoned(folder)) logger.AbandonedDeleted(Path.Join(folder, name));
    }

    /// <summary>
    /// Heartbeats must be answered within 5 s under full load (protocol spec 8.9): the pool may start threads for them without delay.
    /// </summary>
    private static void ReserveServerThreads()
    {
        const int Wanted = 32;
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Wanted), Math.Max(ports, Wanted));
    }
}
