namespace LotusSeal.Worker.Tests.Support;

/// <summary>Tests that measure the whole process; no other runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
