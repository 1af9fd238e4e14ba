using System.Collections.Concurrent;
using System.Diagnostics;

namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>What a running process has printed on standard output until now.</summary>
internal sealed class HeardLines
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Listens from now on.</summary>
    public HeardLines(Process process)
    {
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) _lines.Enqueue(line.Data);
        };
        process.BeginOutputReadLine();
    }

    /// <summary>All of it.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Waits for a text.</summary>
    public Task SeenAsync(string text) => Patience.UntilAsync($"it says '{text}'", () => Text.Contains(text, StringComparison.Ordinal), () => Text);
}
