namespace LotusSeal.KubeOps.Events;

/// <summary>What is to be written for a notice.</summary>
/// <param name="Of">The notice.</param>
/// <param name="Name">Of the event.</param>
/// <param name="Count">How often it was said; 1 makes the event, more is written into it.</param>
internal sealed record EventWrite(NoticeOf Of, string Name, int Count);
