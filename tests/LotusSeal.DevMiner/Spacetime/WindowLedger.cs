using LotusSeal.Lotus.Json;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>The last windows of this miner, one file each; a change is on disk before it is seen.</summary>
public sealed class WindowLedger
{
    /// <summary>How many windows are kept.</summary>
    public const int Kept = 100;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<ulong, WindowRecord> _windows = [];

    /// <summary>Opens the ledger in a folder, which is made when it is missing; a window that an earlier process left open is closed.</summary>
    /// <exception cref="InvalidDataException">A file is no record of a window.</exception>
    public WindowLedger(string folder, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(folder, "window-*.json"))
        {
            WindowRecord window = LotusJson.Deserialize<WindowRecord>(File.ReadAllBytes(file))
                ?? throw new InvalidDataException($"{file} holds no record of a window.");
            _windows[window.Number] = window;
        }

        foreach (WindowRecord left in All().Where(window => window.Closed is null))
            Put(left with { Closed = time.GetUtcNow(), Error = "the miner ended while it was open" });
    }

    /// <summary>The windows, oldest first.</summary>
    public IReadOnlyList<WindowRecord> All()
    {
        lock (_gate) return [.. _windows.Values];
    }

    /// <summary>Opens the next window; the oldest goes when there are too many.</summary>
    public WindowRecord Open()
    {
        lock (_gate)
        {
            WindowRecord window = new(_windows.Count == 0 ? 0 : _windows.Keys.Last() + 1, _time.GetUtcNow());
            Put(window);
            while (_windows.Count > Kept)
            {
                ulong oldest = _windows.Keys.First();
                File.Delete(FileOf(oldest));
                _windows.Remove(oldest);
            }

            return window;
        }
    }

    /// <summary>Replaces the record of a window.</summary>
    public void Put(WindowRecord window)
    {
        lock (_gate)
        {
            AtomicFile.WriteAllBytes(FileOf(window.Number), LotusJson.Serialize(window));
            _windows[window.Number] = window;
        }
    }

    private string FileOf(ulong number) => Path.Combine(_folder, FormattableString.Invariant($"window-{number}.json"));
}
