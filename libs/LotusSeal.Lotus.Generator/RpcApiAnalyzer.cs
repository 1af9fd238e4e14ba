using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LotusSeal.Lotus.Generator;

/// <summary>Says why no code can be generated for an API interface.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RpcApiAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Shape = Rule(
        "LSRPC1", "'{0}' has RPC methods, so it must be a partial interface of a namespace, without type parameters");

    private static readonly DiagnosticDescriptor Member = Rule(
        "LSRPC2", "'{0}' is a member of an API interface and cannot be called over the wire: every member is a method with [RpcMethod]");

    private static readonly DiagnosticDescriptor Result = Rule(
        "LSRPC3", "'{0}': an RPC method returns Task, Task<T> or IAsyncEnumerable<T>");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Shape, Member, Result];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        INamedTypeSymbol api = (INamedTypeSymbol)context.Symbol;
        if (!ApiSymbols.OwnMethods(api).Any()) return;
        if (!ApiSymbols.HasUsableShape(api)) Report(context, Shape, api);
        foreach (ISymbol member in ApiSymbols.ForeignMembers(api)) Report(context, Member, member);
        foreach (IMethodSymbol method in ApiSymbols.OwnMethods(api).Where(method => ApiSymbols.ReturnOf(method) == ReturnShape.Other))
            Report(context, Result, method);
    }

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor rule, ISymbol symbol) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, symbol.Locations[0], symbol.Name));

    private static DiagnosticDescriptor Rule(string id, string message) =>
        new(id, "API interfaces of RPC methods", message, "LotusSeal.Rpc", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
