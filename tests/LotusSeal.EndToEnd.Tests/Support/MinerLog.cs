using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>Keeps what a miner in this process logs.</summary>
public sealed class MinerLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public override string ToString() => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
