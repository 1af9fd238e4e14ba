namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>A worker's pod as it was seen last.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">What tells it from others of its name.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Address">Its IP address, if it has one.</param>
/// <param name="StaysIn">Whether nobody has asked it to go.</param>
internal sealed record SeenPod(string Name, string Uid, DateTimeOffset Created, string? Address, bool StaysIn);
