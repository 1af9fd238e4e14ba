using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LotusSeal.Lotus.Generator;

/// <summary>
/// Derives from each interface with <c>[RpcMethod]</c> methods what server and client need: the table of its methods and a class that
/// implements it by calls. So a method's name, parameters and permission stand in one place, and nothing is looked up by reflection.
/// </summary>
[Generator]
public sealed class RpcApiGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // The texts are what the pipeline compares, so an edit elsewhere generates nothing anew.
        IncrementalValuesProvider<(string File, string Text)> sources = context.SyntaxProvider
            .ForAttributeWithMetadataName(ApiSymbols.MethodAttribute, static (node, _) => node is MethodDeclarationSyntax, Transform)
            .Where(static source => source.File.Length > 0);
        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.File, source.Text));
    }

    private static (string File, string Text) Transform(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        INamedTypeSymbol api = context.TargetSymbol.ContainingType;
        // Every method of an interface comes by; its first one stands for all.
        bool isFirst = SymbolEqualityComparer.Default.Equals(ApiSymbols.OwnMethods(api).First(), context.TargetSymbol);
        if (!isFirst || !ApiSymbols.IsUsable(api)) return ("", "");
        cancellationToken.ThrowIfCancellationRequested();
        return ($"{api.ToDisplayString()}.g.cs", new ApiSource(api).Write());
    }
}
