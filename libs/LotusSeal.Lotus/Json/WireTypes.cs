using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LotusSeal.Lotus.Json;

/// <summary>Finds what is known of a type: among the protocol's own first, then among those that other assemblies added.</summary>
internal sealed class WireTypes : IJsonTypeInfoResolver
{
    private ImmutableArray<IJsonTypeInfoResolver> _resolvers = [WireJsonContext.Default.WithAddedModifier(GoZeroValues.Apply)];

    public void Add(IJsonTypeInfoResolver resolver) =>
        ImmutableInterlocked.Update(ref _resolvers, (all, added) => all.Add(added), resolver.WithAddedModifier(GoZeroValues.Apply));

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        foreach (IJsonTypeInfoResolver resolver in _resolvers)
        {
            if (resolver.GetTypeInfo(type, options) is { } info) return info;
        }

        return null;
    }
}
