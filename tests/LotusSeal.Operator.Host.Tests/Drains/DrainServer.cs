using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>
/// Drains take their time, mostly without doing anything: they have an API server of their own, and run beside the other tests. So do tests of pages,
/// which count nothing that is asked of the server either.
/// </summary>
[CollectionDefinition(nameof(DrainServer))]
public sealed class DrainServer : ICollectionFixture<ApiServer>;
