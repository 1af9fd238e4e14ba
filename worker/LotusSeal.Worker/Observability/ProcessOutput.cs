using System.Text;

namespace LotusSeal.Worker.Observability;

/// <summary>Copies what another program prints to the log, line by line, and keeps the last lines for an error's text.</summary>
internal sealed class ProcessOutput
{
    private const int KeptLines = 20, KeptCharacters = 200, LineLimit = 4096;

    /// <summary>A grandchild may keep a pipe open; what it prints after the program's end is not waited for.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly Queue<string> _last = [];
    private readonly Action<string> _tell;
    private readonly Task _copies;

    /// <summary>Begins to read.</summary>
    /// <param name="tell">Takes each line; of one that does not end, pieces.</param>
    /// <param name="readers">What the program prints.</param>
    public ProcessOutput(Action<string> tell, params ReadOnlySpan<StreamReader> readers)
    {
        _tell = tell;
        List<Task> copies = [];
        foreach (StreamReader reader in readers) copies.Add(CopyAsync(reader));
        _copies = Task.WhenAll(copies);
    }

    /// <summary>Waits until everything that the program printed has been read.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.WhenAny(_copies, Task.Delay(EndLimit, cancellationToken));

    /// <inheritdoc cref="WaitAsync"/>
    public void Wait() => _copies.Wait(EndLimit);

    /// <summary>The last lines, each cut to a bound.</summary>
    public IReadOnlyList<string> Last()
    {
        lock (_last) return [.. _last];
    }

    private async Task CopyAsync(StreamReader reader)
    {
        char[] buffer = new char[LineLimit];
        StringBuilder line = new();
        while (await reader.ReadAsync(buffer) is > 0 and int read)
        {
            foreach (char c in buffer.AsSpan(0, read).ToArray())
            {
                if (c != '\n' && line.Append(c).Length < LineLimit) continue;
                Tell(line);
            }
        }

        if (line.Length > 0) Tell(line);
    }

    private void Tell(StringBuilder line)
    {
        string text = line.ToString().TrimEnd('\r');
        line.Clear();
        _tell(text);
        lock (_last)
        {
            _last.Enqueue(text.Length > KeptCharacters ? text[..KeptCharacters] : text);
            if (_last.Count > KeptLines) _last.Dequeue();
        }
    }
}
