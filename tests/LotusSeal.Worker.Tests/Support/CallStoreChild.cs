using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>
/// What the killed child of <see cref="Calls.CallStoreKillTests"/> runs instead of tests: it goes through the life of calls as fast as it can, and
/// tells each step on its output only after the store has confirmed it.
/// </summary>
internal static class CallStoreChild
{
    private const string Role = "call-store";

    /// <summary>Starts it on a store.</summary>
    public static Process Start(string path) => ChildProcess.Start(Role, path);

    public static byte[] ResultOf(CallId call) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(call.ToString() + ";", 400)));

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, Run);

    private static int Run(string path)
    {
        using Stream output = Console.OpenStandardOutput();
        void Tell(string step, CallId call)
        {
            output.Write(Encoding.ASCII.GetBytes($"{step} {call.Id}\n"));
            output.Flush();
        }

        using CallStore store = CallStore.Open(path);
        for (ulong i = 0; ; i++)
        {
            CallId call = new(new SectorId(1000, i), Guid.NewGuid());
            store.Accept(call, ReturnKind.SealPreCommit1, TaskTypes.PreCommit1);
            Tell("accepted", call);
            if (i % 3 == 0) continue;
            store.MarkRunning(call);
            store.StoreResult(call, ResultOf(call));
            Tell("stored", call);
            if (i % 3 == 1) continue;
            Tell("deleting", call);
            store.Delete(call);
            Tell("deleted", call);
        }
    }
}
