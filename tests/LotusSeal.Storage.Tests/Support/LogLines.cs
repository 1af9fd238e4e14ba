using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage.Tests;

/// <summary>Keeps what the store's endpoints log; a line with an exception ends with its type.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string[] Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _lines.Enqueue(formatter(state, exception) + (exception is null ? "" : $" [{exception.GetType().Name}]"));
    }

    public void Dispose()
    {
    }
}
