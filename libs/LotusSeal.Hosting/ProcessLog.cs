using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LotusSeal.Hosting;

/// <summary>The process's log: console, as text or as JSON lines.</summary>
public static class ProcessLog
{
    /// <summary>Variable with the form of the log.</summary>
    public const string FormatVariable = "LOTUSSEAL_LOG_FORMAT";

    /// <summary>Creates the log from <c>LOTUSSEAL_LOG_FORMAT</c> or <c>GOLOG_LOG_FMT</c> (<c>json</c>) and <c>GOLOG_LOG_LEVEL</c>.</summary>
    public static ILoggerFactory Create(Func<string, string?> environment)
    {
        bool json = "json".Equals(environment(FormatVariable) ?? environment("GOLOG_LOG_FMT"), StringComparison.OrdinalIgnoreCase);
        return LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(Level(environment("GOLOG_LOG_LEVEL"))).AddFilter("Microsoft", LogLevel.Warning)
                .AddFilter("System", LogLevel.Warning);
            // The server's own complaints about cut connections are not of interest to an operator.
            builder.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
            if (json) builder.AddJsonConsole(options => (options.TimestampFormat, options.UseUtcTimestamp) = ("yyyy-MM-ddTHH:mm:ss.fffZ", true));
            else builder.AddSimpleConsole(options =>
            {
                (options.TimestampFormat, options.SingleLine, options.UseUtcTimestamp) = ("yyyy-MM-ddTHH:mm:ss.fffZ ", true, true);
                options.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        });
    }

    private static LogLevel Level(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.Debug,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "PANIC" or "DPANIC" => LogLevel.Critical,
        _ => LogLevel.Information,
    };
}
