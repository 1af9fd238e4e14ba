namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>What <c>gpu-check</c> measures.</summary>
/// <param name="Quick">Small sectors, sums and quotients only.</param>
/// <param name="ProofsOnly">No PreCommit2 and no updates.</param>
internal sealed record GpuCheckScope(bool Quick, bool ProofsOnly);
