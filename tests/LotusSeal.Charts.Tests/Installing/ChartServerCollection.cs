namespace LotusSeal.Charts.Tests.Installing;

/// <summary>One server for all tests of the charts: objects without a namespace are there once.</summary>
[CollectionDefinition(nameof(ChartServer))]
public sealed class ChartServerCollection : ICollectionFixture<ChartServer>;
