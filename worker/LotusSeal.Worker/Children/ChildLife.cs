using System.Globalization;
using LotusSeal.Primitives.Interop;

namespace LotusSeal.Worker.Children;

/// <summary>The whole life of a child process, from the worker that started it to its end.</summary>
internal static class ChildLife
{
    private const string OomScore = "/proc/self/oom_score_adj";

    /// <summary>Of the kernel's scale of -1000 to 1000: far more to be taken than the worker, whatever that has.</summary>
    private const int TakenBeforeTheWorker = 500, MostTaken = 1000;

    /// <summary>Takes the standard streams for messages.</summary>
    /// <returns>To the worker, which may be told of devices before anything is served.</returns>
    public static MessageChannel Begin()
    {
        BelongToTheWorker();
        MessageChannel channel = new(Console.OpenStandardInput(), Console.OpenStandardOutput());
        // Whatever prints by mistake must not stand between messages.
        Console.SetOut(Console.Error);
        return channel;
    }

    /// <summary>Serves the worker until it closes the streams.</summary>
    /// <param name="channel">To the worker.</param>
    /// <param name="handler">Works on the requests.</param>
    /// <param name="backend">Names what it computes with at this moment; null where that is not told.</param>
    /// <param name="leave">Leaves a device alone that the worker has retired; null where the worker says in each request which one to use.</param>
    public static void Serve(
        MessageChannel channel, IRequestHandler handler, Func<string>? backend = null, Action<RetiredDevice>? leave = null) =>
        new RequestServer(channel, handler, backend, leave, End).Run();

    /// <summary>When memory is short the kernel takes this process and not the worker; when the worker is gone, this one goes too.</summary>
    private static void BelongToTheWorker()
    {
        if (!OperatingSystem.IsLinux()) return;
        Libc.TryDieWithParent();
        try
        {
            int now = int.Parse(File.ReadAllText(OomScore), CultureInfo.InvariantCulture);
            File.WriteAllText(OomScore, Math.Min(MostTaken, now + TakenBeforeTheWorker).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine($"the kernel cannot be told to take this process first when memory is short: {e.Message}");
        }
    }

    /// <summary>Ends the process at once.</summary>
    /// <param name="reason">Its last words.</param>
    public static void End(string reason)
    {
        // What is in the middle of native code ends no other way.
        Console.Error.WriteLine(reason);
        Libc.Exit(1);
    }
}
