namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>Something that the operator asked somebody to do, or that ended.</summary>
/// <param name="To">Name of the pod that it is about; of the pool for what the miner is told.</param>
/// <param name="What">In one word.</param>
/// <param name="With">Its parameters.</param>
internal sealed record Call(string To, string What, string With = "")
{
    /// <inheritdoc/>
    public override string ToString() => With.Length == 0 ? What : $"{What} {With}";
}
