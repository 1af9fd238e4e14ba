using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>Drains take their time, mostly without doing anything: they have an API server of their own, and run beside the other tests.</summary>
[CollectionDefinition(nameof(DrainServer))]
public sealed class DrainServer : ICollectionFixture<ApiServer>;
