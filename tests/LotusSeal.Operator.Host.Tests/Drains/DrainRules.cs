namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>What holds for the calls about any worker, whatever happens to it.</summary>
internal static class DrainRules
{
    /// <summary>What is asked of a worker that is not drained: nothing but questions, and no wait for its quiet.</summary>
    public static void AssertLeftAlone(IReadOnlyList<Call> calls) => Assert.DoesNotContain(
        calls, call => !CallNames.Questions.Contains(call.What) && call.What is not (CallNames.Create or CallNames.LetGo));

    /// <summary>Nothing is done before the mark, and a call that waits is over before the next one begins.</summary>
    public static void AssertMarkedAndOneWait(IReadOnlyList<Call> calls)
    {
        AssertLeftAlone([.. calls.TakeWhile(call => call.What != CallNames.Mark)]);
        bool isOpen = false;
        foreach (Call call in calls.Where(call => CallNames.Waits.Contains(call.What)))
        {
            Assert.True(isOpen != (call.What == CallNames.Wait), $"{call.To}: {call} while {(isOpen ? "a" : "no")} call waits");
            isOpen = call.What == CallNames.Wait;
        }
    }

    /// <summary>
    /// The worker has said that it is quiet before it is fenced, after the last change of its tasks, and once more between the fence and what comes
    /// then.
    /// </summary>
    public static void AssertQuietAroundFence(IReadOnlyList<Call> calls)
    {
        AssertMarkedAndOneWait(calls);
        List<string> words = [.. calls.Select(call => call.What).Where(word => !CallNames.Questions.Contains(word))];
        int fence = words.IndexOf(CallNames.Fence), after = fence + 1 + words[(fence + 1)..].FindIndex(word => !CallNames.Waits.Contains(word));
        int lastChange = words[..fence].FindLastIndex(word => !CallNames.Waits.Contains(word));
        Assert.Contains(CallNames.Quiet, words[lastChange..fence]);
        Assert.Equal([CallNames.Wait, CallNames.Quiet], words[(fence + 1)..after].Where(word => word != CallNames.QuietLost).Distinct());
    }
}
