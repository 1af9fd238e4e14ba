using System.Reflection;
using System.Xml.Linq;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Keeps the direction of references that docs/architecture.md states.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["LotusSeal.Sealing"] = [],
        ["LotusSeal.Native"] = ["LotusSeal.Sealing"],
        ["LotusSeal.Lotus"] = ["LotusSeal.Lotus.Generator", "LotusSeal.Sealing"],
        ["LotusSeal.Lotus.Generator"] = [],
        ["LotusSeal.Storage"] = ["LotusSeal.Lotus", "LotusSeal.Sealing"],
        ["LotusSeal.Worker"] = ["LotusSeal.Lotus", "LotusSeal.Native", "LotusSeal.Sealing", "LotusSeal.Storage"],
    };

    public static string RepositoryRoot { get; } =
        typeof(ProjectReferenceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Product_projects_reference_only_what_the_architecture_allows()
    {
        string[] projects = Directory.GetFiles(Path.Combine(RepositoryRoot, "worker"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(Allowed.Keys.Order(), projects.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (string project in projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.All(references, reference => Assert.True(Allowed[name].Contains(reference), $"{name} must not reference {reference}"));
        }
    }
}
