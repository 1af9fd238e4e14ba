using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Keeps what a worker in this process logs, a line an entry, with the text of an exception behind it.</summary>
internal sealed class RecordedLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>All lines so far that contain a text.</summary>
    public IReadOnlyList<string> LinesWith(string text) => [.. _lines.Where(line => line.Contains(text, StringComparison.Ordinal))];

    public override string ToString() => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("LotusSeal", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
