namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Something that breaks for a while.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Target">What it happens to; nothing breaks in two ways at once.</param>
/// <param name="BeginAsync">Breaks it.</param>
/// <param name="EndAsync">Makes it whole.</param>
internal sealed record Fault(string Name, string Target, Func<Task> BeginAsync, Func<Task> EndAsync);
