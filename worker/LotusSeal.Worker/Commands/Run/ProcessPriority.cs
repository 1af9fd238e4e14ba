using System.Globalization;
using LotusSeal.Primitives.Interop;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>How much the process yields to others: CPU nice value and I/O class.</summary>
/// <param name="Nice">-20 (greedy) to 19 (yields to everyone), or null to leave it.</param>
/// <param name="Io">I/O class, or null to leave it.</param>
/// <param name="IoLevel">0 (first) to 7 (last) within best-effort.</param>
public sealed record ProcessPriority(int? Nice, IoClass? Io, int IoLevel = 0)
{
    private const int IoClassShift = 13;

    /// <summary>Leaves everything as it is.</summary>
    public static ProcessPriority Normal { get; } = new(null, null);

    /// <summary>
    /// Parses <c>normal</c>, <c>low</c> (nice 10, best-effort 7), <c>idle</c> (nice 19, idle) or <c>nice=N,io=idle|best-effort:0-7</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static ProcessPriority Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        switch (text)
        {
            case "normal": return Normal;
            case "low": return new ProcessPriority(10, IoClass.BestEffort, 7);
            case "idle": return new ProcessPriority(19, IoClass.Idle);
        }

        ProcessPriority priority = Normal;
        foreach (string part in text.Split(','))
        {
            priority = part.Split('=') switch
            {
                ["nice", string nice]
                when int.TryParse(nice, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n) && n is >= -20 and <= 19
                    => priority with { Nice = n },
                ["io", "idle"] => priority with { Io = IoClass.Idle, IoLevel = 0 },
                ["io", ['b', 'e', 's', 't', '-', 'e', 'f', 'f', 'o', 'r', 't', ':', char level]] when level is >= '0' and <= '7'
                    => priority with { Io = IoClass.BestEffort, IoLevel = level - '0' },
                _ => throw new FormatException($"'{text}' is not normal, low, idle or nice=-20..19,io=idle|best-effort:0-7."),
            };
        }

        return priority;
    }

    /// <summary>Sets every thread that exists; threads made later inherit from their maker.</summary>
    /// <exception cref="CommandException">The system refuses, for instance a negative nice value without privilege.</exception>
    public void Apply()
    {
        if (Nice is null && Io is null) return;
        if (!OperatingSystem.IsLinux()) throw new CommandException("--priority: only Linux is supported.");
        HashSet<int> done = [];
        // A thread that appears between two looks was made by one that is not set yet, so look until nothing new is seen.
        while (ProcessThreads.Own().Where(done.Add).ToList() is { Count: > 0 } fresh) fresh.ForEach(Apply);
    }

    /// <summary>The priority of one thread as the kernel reports it; 0 is the calling thread.</summary>
    public static ProcessPriority OfThread(int thread)
    {
        int io = Libc.GetIoPriority(thread);
        return new ProcessPriority(Libc.GetNice(thread), (IoClass)(io >> IoClassShift), io & 7);
    }

    private void Apply(int thread)
    {
        if (Nice is int nice && !Libc.TrySetNice(thread, nice)) Refuse(Libc.LastError, $"nice {nice}");
        if (Io is IoClass io && !Libc.TrySetIoPriority(thread, ((int)io << IoClassShift) | IoLevel)) Refuse(Libc.LastError, $"the I/O class {io}");
    }

    /// <summary>A thread that ended meanwhile is no failure.</summary>
    private static void Refuse(LibcError error, string what)
    {
        if (error != LibcError.NoSuchProcess) throw new CommandException($"--priority: cannot set {what}: {error.Message}.");
    }
}
