namespace LotusSeal.Lotus.Rpc;

/// <summary>Leads from an API interface to what the compiler derived from it; generated code alone sets it.</summary>
public abstract class RpcApiAttribute : Attribute
{
    private protected RpcApiAttribute() { }

    internal abstract RpcApi Create();
}

/// <inheritdoc/>
/// <typeparam name="TApi">The derived class.</typeparam>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class RpcApiAttribute<TApi> : RpcApiAttribute
    where TApi : RpcApi, new()
{
    internal override RpcApi Create() => new TApi();
}
