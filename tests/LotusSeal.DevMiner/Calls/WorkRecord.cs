using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Calls;

/// <summary>Where a piece of work is (protocol spec 4.6).</summary>
public enum WorkStatus
{
    Started,
    Running,
    Done,
}

/// <summary>One persisted piece of work.</summary>
/// <param name="Key">Task type and parameters, see <see cref="CallTracker.WorkKey"/>.</param>
/// <param name="Task">Task type.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Call">The worker's call, once it is known.</param>
/// <param name="Hostname">Who runs it.</param>
/// <param name="StartTime">When it was given out.</param>
public sealed record WorkRecord(string Key, string Task, WorkStatus Status, CallId? Call, string Hostname, DateTimeOffset StartTime);
