using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LotusSeal.Lotus.Generator;

/// <summary>What generator and analyzer ask of an API interface.</summary>
internal static class ApiSymbols
{
    public const string MethodAttribute = "LotusSeal.Lotus.Rpc.RpcMethodAttribute";

    /// <summary>The <c>[RpcMethod]</c> of a method, or null.</summary>
    public static AttributeData? AttributeOf(IMethodSymbol method) =>
        method.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == MethodAttribute);

    /// <summary>The RPC methods that the interface itself declares.</summary>
    public static IEnumerable<IMethodSymbol> OwnMethods(INamedTypeSymbol api) =>
        api.GetMembers().OfType<IMethodSymbol>().Where(method => AttributeOf(method) is not null);

    /// <summary>The RPC methods of the interface and of those it inherits.</summary>
    public static IEnumerable<IMethodSymbol> AllMethods(INamedTypeSymbol api) => OwnMethods(api).Concat(api.AllInterfaces.SelectMany(OwnMethods));

    /// <summary>Members that cannot be called over the wire.</summary>
    public static IEnumerable<ISymbol> ForeignMembers(INamedTypeSymbol api) => api.AllInterfaces.Prepend(api).SelectMany(each => each.GetMembers())
        .Where(member => member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || AttributeOf(method) is null);

    /// <summary>Whether a part can be generated for the interface.</summary>
    public static bool HasUsableShape(INamedTypeSymbol api) => api is { TypeKind: TypeKind.Interface, ContainingType: null, IsGenericType: false }
        && api.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is InterfaceDeclarationSyntax syntax
            && syntax.Modifiers.Any(modifier => modifier.ValueText == "partial"));

    /// <summary>Whether code can be generated; when not, the analyzer says why.</summary>
    public static bool IsUsable(INamedTypeSymbol api) =>
        HasUsableShape(api) && !ForeignMembers(api).Any() && AllMethods(api).All(method => ReturnOf(method) != ReturnShape.Other);

    /// <summary>What a method returns, and the type of the result or of the values.</summary>
    public static ReturnShape ReturnOf(IMethodSymbol method) => method.ReturnType.OriginalDefinition.ToDisplayString() switch
    {
        "System.Threading.Tasks.Task" => ReturnShape.Nothing,
        "System.Threading.Tasks.Task<TResult>" => ReturnShape.Value,
        "System.Collections.Generic.IAsyncEnumerable<T>" => ReturnShape.Stream,
        _ => ReturnShape.Other,
    };

    /// <summary>Whether the parameter is the token that cancels the call.</summary>
    public static bool IsCancellation(IParameterSymbol parameter) => parameter.Type.ToDisplayString() == "System.Threading.CancellationToken";
}
