using LotusSeal.Lotus.Generator;
using LotusSeal.Lotus.Rpc;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LotusSeal.Lotus.Tests.Generator;

/// <summary>Interfaces that the generator takes, and those that the analyzer refuses with a reason.</summary>
public sealed class RpcApiGeneratorTests
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    [Theory]
    [InlineData("""
        public partial interface IApi { [RpcMethod(Permission.Read)] Task<int?> AAsync(string? text, byte[] data, CancellationToken stop); }
        """)]
    [InlineData("""
        internal partial interface IApi
        {
            [RpcMethod(Permission.Sign)] Task A(int @class);
            [RpcMethod(Permission.Sign)] IAsyncEnumerable<int> B();
        }
        """)]
    [InlineData("""
        public partial interface IBase { [RpcMethod(Permission.Read)] Task AAsync(); }
        public partial interface IApi : IBase { [RpcMethod(Permission.Admin, OptionalParameters = 1)] Task BAsync(Guid id); }
        """)]
    public async Task Code_for_a_proper_interface_compiles(string source)
    {
        (Compilation compilation, string[] refusals) = await RunAsync(source);
        Assert.Empty(refusals);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity >= DiagnosticSeverity.Warning));
        Assert.NotNull(compilation.GetTypeByMetadataName("Sample.ApiRpc"));
    }

    [Theory]
    [InlineData("LSRPC1: IApi", "public interface IApi { [RpcMethod(Permission.Read)] Task AAsync(); }")]
    [InlineData("LSRPC1: IApi", "public partial interface IApi<T> { [RpcMethod(Permission.Read)] Task AAsync(); }")]
    [InlineData("LSRPC1: IApi", "public partial class Outer { public partial interface IApi { [RpcMethod(Permission.Read)] Task AAsync(); } }")]
    [InlineData("LSRPC2: BAsync", "public partial interface IApi { [RpcMethod(Permission.Read)] Task AAsync(); Task BAsync(); }")]
    [InlineData("LSRPC3: AAsync", "public partial interface IApi { [RpcMethod(Permission.Read)] int AAsync(); }")]
    [InlineData("LSRPC3: AAsync", "public partial interface IApi { [RpcMethod(Permission.Read)] ValueTask<int> AAsync(); }")]
    public async Task Another_interface_is_refused_and_nothing_is_generated(string expected, string source)
    {
        (Compilation compilation, string[] refusals) = await RunAsync(source);
        Assert.Equal([expected], refusals);
        Assert.Single(compilation.SyntaxTrees);
    }

    [Fact]
    public void An_edit_elsewhere_generates_nothing_anew()
    {
        CSharpCompilation compilation = Compile("public partial interface IApi { [RpcMethod(Permission.Read)] Task AAsync(); }");
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new RpcApiGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
        driver = driver.RunGenerators(
            compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other;", cancellationToken: TestContext.Current.CancellationToken)),
            TestContext.Current.CancellationToken);
        Assert.All(driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static async Task<(Compilation Compilation, string[] Refusals)> RunAsync(string source)
    {
        CSharpCompilation compilation = Compile(source);
        CSharpGeneratorDriver.Create(new RpcApiGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _, TestContext.Current.CancellationToken);
        var found = await compilation.WithAnalyzers([new RpcApiAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return (generated, [.. found.Select(each => $"{each.Id}: {each.GetMessage().Split('\'')[1]}")]);
    }

    private static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Sample",
        [CSharpSyntaxTree.ParseText($"""
            using System;
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using LotusSeal.Lotus.Rpc;
            namespace Sample;
            {source}
            """)],
        [.. References, MetadataReference.CreateFromFile(typeof(RpcMethod).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
