using System.Text.Json.Serialization.Metadata;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>What the compiler derives from the API interfaces.</summary>
public sealed class RpcApiTests
{
    public static TheoryData<Type> Apis =>
        [.. typeof(IMinerApi).Assembly.GetTypes().Where(type => type.IsInterface && type.IsDefined(typeof(RpcApiAttribute), false))];

    [Theory]
    [MemberData(nameof(Apis))]
    public void Every_parameter_and_result_can_be_read_and_written(Type api)
    {
        Type[] unknown = [.. RpcMethod.Of(api)
            .SelectMany(method => method.Parameters.Where(parameter => !parameter.IsReader).Select(parameter => parameter.Type)
                .Append(method.ResultType))
            .OfType<Type>()
            // Of the product's own types: the development miner, where it is loaded, adds a resolver that knows every type.
            .Where(type => ((IJsonTypeInfoResolver)WireJsonContext.Default).GetTypeInfo(type, LotusJson.Options) is null)];
        Assert.Empty(unknown);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void The_table_holds_every_method_that_is_marked(Type api)
    {
        string[] marked = [.. api.GetInterfaces().Prepend(api).SelectMany(each => each.GetMethods())
            .Where(method => method.IsDefined(typeof(RpcMethodAttribute), false)).Select(method => method.Name[..^"Async".Length]).Order()];
        Assert.NotEmpty(marked);
        Assert.Equal(marked, RpcMethod.Of(api).Select(method => method.Name).Order());
    }

    [Fact]
    public void Names_parameters_and_permissions_come_from_the_interface()
    {
        RpcMethod method = RpcMethod.Of(typeof(ISampleApi)).Single(each => each.Name == "Optional");
        Assert.Equal("Filecoin.Optional", method.WireName);
        Assert.Equal(Permission.Admin, method.Permission);
        Assert.Equal(1, method.OptionalParameters);
        Assert.Equal([("first", typeof(ulong)), ("second", typeof(ulong))], method.Parameters.Select(parameter => (parameter.Name, parameter.Type)));
        Assert.Equal(typeof(ulong), method.ResultType);
        Assert.False(method.IsChannel);
        Assert.True(RpcMethod.Of(typeof(ISampleApi)).Single(each => each.Name == "Count").IsChannel);
        Assert.Null(RpcMethod.Of(typeof(ISampleApi)).Single(each => each.Name == "Nothing").ResultType);
    }

    [Fact]
    public void Another_type_is_refused_by_name() =>
        Assert.Contains("IDisposable", Assert.Throws<ArgumentException>(() => RpcApi.Of(typeof(IDisposable))).Message, StringComparison.Ordinal);
}
