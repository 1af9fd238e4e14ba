using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Testing;

/// <summary>Keeps what is logged: <c>Warning 3004: text</c>, and the type of an exception whose stack would be printed.</summary>
public sealed class LogLines : ILoggerFactory, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The lines so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The lines of one message.</summary>
    public string[] Of(int eventId) => [.. _lines.Where(line => line.Split(' ', ':')[1] == $"{eventId}")];

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', _lines);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string stack = exception is null ? "" : $" [{exception.GetType().Name}]";
        _lines.Enqueue($"{logLevel} {eventId.Id}: {formatter(state, exception)}{stack}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
