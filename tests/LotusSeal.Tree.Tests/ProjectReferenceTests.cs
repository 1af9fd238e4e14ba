using System.Xml.Linq;

namespace LotusSeal.Tree.Tests;

/// <summary>Keeps the direction of references that docs/architecture.md states.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly string[] Everything =
    [
        "Primitives", "Bls12381", "Groth16", "Sealing", "Proving", "Native", "ManagedCuda", "Cuda", "Lotus.Generator", "Lotus", "Storage", "Worker",
        "KubeOps", "Operator",
        "Operator.Mirror", "Operator.Host", "Hosting", "Operator.Admission", "Operator.Plugin",
    ];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Primitives"] = [],
        ["Bls12381"] = [],
        ["Groth16"] = ["Bls12381"],
        ["Sealing"] = ["Primitives", "Bls12381"],
        ["Proving"] = ["Primitives", "Bls12381", "Groth16", "Sealing"],
        ["Native"] = ["Primitives", "Bls12381", "Groth16", "Sealing"],
        ["ManagedCuda"] = [],
        ["Cuda"] = ["Primitives", "Groth16", "Sealing", "ManagedCuda"],
        ["Lotus.Generator"] = [],
        ["Lotus"] = ["Primitives", "Lotus.Generator"],
        ["Storage"] = ["Primitives", "Lotus"],
        // What our programs have in common: command line, signals, log, server, scrapes.
        ["Hosting"] = ["Primitives"],
        ["Worker"] = ["Primitives", "Groth16", "Sealing", "Proving", "Native", "Cuda", "Hosting", "Lotus", "Storage"],
        // Knows Kubernetes and nothing of sealing.
        ["KubeOps"] = [],
        ["Operator"] = ["Primitives", "Lotus"],
        ["Operator.Crds"] = ["Operator"],
        ["Images"] = ["Primitives"],
        ["Operator.Mirror"] = ["Primitives", "Lotus", "KubeOps", "Operator"],
        ["Operator.Host"] = ["Primitives", "Hosting", "Lotus", "KubeOps", "Operator", "Operator.Mirror", "Operator.Admission"],
        ["Operator.Admission"] = ["KubeOps", "Operator"],
        ["Operator.Plugin"] = ["Hosting", "Primitives", "Lotus", "KubeOps", "Operator"],
        ["Testing"] = [],
        // Chromium for the tests of the status pages.
        ["Testing.Browser"] = ["Testing"],
        ["DevMiner"] = ["Lotus.Generator", "Primitives", "Sealing", "Proving", "Lotus", "Storage"],
        ["Benchmarks"] = ["Testing", "Primitives", "Bls12381", "Groth16", "Sealing", "Proving", "Native", "Worker"],
        // The tests of a part take that part, what it stands on, and the other side of the protocol.
        ["Sealing.Tests"] = ["Testing", "Primitives", "Sealing", "Native"],
        ["Groth16.Tests"] = ["Testing", "Bls12381", "Groth16"],
        ["Proving.Tests"] = ["Testing", "Primitives", "Bls12381", "Groth16", "Sealing", "Proving", "Native"],
        ["Native.Tests"] = ["Testing", "Primitives", "Bls12381", "Groth16", "Sealing", "Native"],
        ["Cuda.Tests"] = ["Testing", "Primitives", "Sealing", "Native", "Cuda", "Worker"],
        ["Lotus.Tests"] = ["Testing", "DevMiner", "Lotus.Generator", "Lotus"],
        ["Storage.Tests"] = ["Testing", "DevMiner", "Storage"],
        ["KubeOps.Tests"] = ["Testing", "KubeOps"],
        ["Worker.Tests"] = ["Testing", "Testing.Browser", "DevMiner", "Worker"],
        ["DevMiner.Tests"] = ["Testing", "DevMiner"],
        ["Protocol.Tests"] = ["Testing", "DevMiner", "Worker"],
        ["Tree.Tests"] = ["Testing"],
        ["Operator.Tests"] = ["Testing", "KubeOps", "Operator", "Operator.Admission", "Operator.Crds"],
        ["Cluster.Tests"] = ["Testing", "Operator", "Operator.Crds", "Images", "Operator.Host", "Operator.Plugin"],
        ["Charts.Tests"] = ["Testing", "Operator.Crds"],
        ["Operator.Mirror.Tests"] = ["Testing", "DevMiner", "Worker", "KubeOps", "Operator.Mirror"],
        ["Operator.Plugin.Tests"] = ["Testing", "Operator", "Operator.Crds", "Operator.Plugin"],
        ["Operator.Host.Tests"] = ["Testing", "Testing.Browser", "DevMiner", "Worker", "Operator.Crds", "Operator.Host"],
        ["EndToEnd.Tests"] = ["Testing", "Testing.Browser", "DevMiner", "Worker"],
    };

    private static Dictionary<string, string> Projects { get; } = SourceTree.Files(".csproj")
        .ToDictionary(path => NameOf(path), path => path);

    [Fact]
    public void Every_project_has_a_rule() => Assert.Equal(Allowed.Keys.Order(), Projects.Keys.Order());

    [Fact]
    public void Projects_reference_only_what_the_architecture_allows()
    {
        foreach ((string name, string path) in Projects)
            Assert.All(ReferencesOf(path), reference => Assert.True(Allowed[name].Contains(reference), $"{name} must not reference {reference}"));
    }

    [Fact]
    public void Nothing_that_ships_references_tests() =>
        Assert.All(Everything, name => Assert.Empty(ReferencesOf(Projects[name]).Except(Everything)));

    [Fact]
    public void What_an_operator_shares_with_the_worker_carries_no_kernels()
    {
        foreach (string name in (string[])["Lotus", "Storage"])
            Assert.DoesNotContain("Sealing", Closure(name));
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path).Replace("LotusSeal.", "", StringComparison.Ordinal);

    private static IEnumerable<string> ReferencesOf(string project) => XDocument.Load(project).Descendants("ProjectReference")
        .Select(reference => NameOf(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static HashSet<string> Closure(string name) =>
        [.. ReferencesOf(Projects[name]).SelectMany(reference => Closure(reference).Append(reference))];
}
