using System.Globalization;

namespace LotusSeal.Worker.Resources;

/// <summary>Ids of this process's threads and of the processes below it, as <c>/proc</c> lists them.</summary>
internal static class ProcessThreads
{
    /// <summary>The threads of this process.</summary>
    public static IEnumerable<int> Own() => Numbers("/proc/self/task");

    /// <summary>The threads of this process, of the processes that it has started, and of those that these have.</summary>
    public static IEnumerable<int> OfFamily() => Own().Concat(Descendants().SelectMany(process =>
        Numbers(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task"))));

    /// <summary>The processes that this one has started, and those that these have.</summary>
    /// <param name="root">Folder that stands for <c>/</c>; tests give another.</param>
    public static IEnumerable<int> Descendants(string root = "/")
    {
        string folder = Path.Combine(root, "proc");
        // Without this one each has one parent, and none is met twice, even where an id is used again meanwhile.
        ILookup<int, int> children = Numbers(folder).Where(id => id != Environment.ProcessId).ToLookup(id => ParentOf(folder, id));
        Queue<int> open = new(children[Environment.ProcessId]);
        while (open.TryDequeue(out int process))
        {
            yield return process;
            foreach (int child in children[process]) open.Enqueue(child);
        }
    }

    /// <summary>The fourth field; the second is the name in brackets, which may hold anything. -1 for a process that is gone.</summary>
    private static int ParentOf(string folder, int process)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, process.ToString(CultureInfo.InvariantCulture), "stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <summary>Folders whose names are numbers; none where the process is gone.</summary>
    private static List<int> Numbers(string folder)
    {
        List<int> numbers = [];
        try
        {
            foreach (string path in Directory.EnumerateDirectories(folder))
                if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) numbers.Add(number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
        }

        return numbers;
    }
}
