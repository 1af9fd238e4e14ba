using System.Diagnostics;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Calls;

public sealed class CallStoreKillTests
{
    /// <summary>
    /// The child reports a step only after the store confirmed it, so after a SIGKILL at any moment all that it reported must be there.
    /// </summary>
    [Fact]
    public async Task Nothing_that_was_confirmed_is_lost_when_the_process_is_killed()
    {
        using TemporaryFolder folder = new();
        string path = folder["calls.db"];
        Dictionary<Guid, string> told = [];
        Random random = new(20261122);
        for (int round = 0; round < 6; round++)
        {
            await RunAndKillAsync(path, random.Next(1, 150), told);
            using CallStore store = CallStore.Open(path);
            Dictionary<Guid, CallEntry> entries = store.List().ToDictionary(entry => entry.Call.Id);
            foreach ((Guid id, string step) in told)
            {
                bool found = entries.TryGetValue(id, out CallEntry? entry);
                if (step == "deleted") Assert.False(found, $"{id} came back");
                else if (step != "deleting") Assert.True(found, $"{id} was {step} and is lost (round {round})");
                if (found && step is "stored" or "deleting")
                    Assert.True(entry is null || store.ReadResult(entry.Call)!.AsSpan().SequenceEqual(CallStoreChild.ResultOf(entry.Call)));
            }

            // A stored result is whole or not there, also when the kill came in the middle of it.
            foreach (CallEntry entry in entries.Values)
            {
                byte[]? result = store.ReadResult(entry.Call);
                Assert.Equal(entry.State == CallState.Finished, result is not null);
                if (result is not null) Assert.Equal(CallStoreChild.ResultOf(entry.Call), result);
            }
        }

        Assert.Contains("stored", told.Values);
        Assert.Contains("accepted", told.Values);
    }

    private static async Task RunAndKillAsync(string path, int steps, Dictionary<Guid, string> told)
    {
        using Process child = CallStoreChild.Start(path);
        try
        {
            for (int i = 0; i < steps; i++) Note(await child.StandardOutput.ReadLineAsync(), told);
        }
        finally
        {
            child.Kill();
        }

        await child.WaitForExitAsync();
        while (await child.StandardOutput.ReadLineAsync() is { } line) Note(line, told);
    }

    private static void Note(string? line, Dictionary<Guid, string> told)
    {
        string[] words = (line ?? throw new InvalidOperationException("The child ended.")).Split(' ');
        // The last line may be cut by the kill.
        if (words.Length == 2 && Guid.TryParse(words[1], out Guid id)) told[id] = words[0];
    }
}
