namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>Tests that share one API server, one after the other.</summary>
[CollectionDefinition(nameof(ApiServerCollection))]
public sealed class ApiServerCollection : ICollectionFixture<ApiServer>;
