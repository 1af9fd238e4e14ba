namespace LotusSeal.Worker.Observability;

/// <summary>One task as <c>GET /jobs</c> shows it.</summary>
/// <param name="Task">Long name.</param>
/// <param name="ShortTask">Short name.</param>
/// <param name="Offered">Whether the miner is told now that this worker does it.</param>
/// <param name="Chosen">Whether it was offered from the start: one that is not offered any more was switched off since.</param>
/// <param name="Missing">What this worker lacks to do it, or null.</param>
public sealed record TaskReport(string Task, string ShortTask, bool Offered, bool Chosen, string? Missing);
